using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using System.Text;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>
/// Reads a ClientHello from the first bytes of a connection, however they are split over packets and records.
/// Pure: the bytes stay where they are, to be sent on to whoever completes the handshake.
/// </summary>
internal static class ClientHelloReader
{
    /// <summary>A hello longer than this is refused: post-quantum key shares take about 2 KiB, nothing honest takes 64.</summary>
    public const int MaxBytes = 65_536;

    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const int MaxRecord = 16_384;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const ushort Tls12 = 0x0303;
    private const ushort Tls13 = 0x0304;

    private static readonly SearchValues<byte> HostNameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"u8);

    /// <summary>Reads from the start of what the client has sent so far.</summary>
    public static ClientHelloStatus Read(ReadOnlySpan<byte> received, out ClientHello? hello)
    {
        hello = null;
        var status = Measure(received, out var length, out var records);
        if (status != ClientHelloStatus.Complete)
            return status;

        // A hello in one record needs no copy; one that is split over records (RFC 8446 section 5.1) is joined first.
        hello = ReadBody(records == 1 ? received.Slice(RecordHeader + MessageHeader, length) : Join(received, length));
        return hello is null ? ClientHelloStatus.Invalid : ClientHelloStatus.Complete;
    }

    /// <summary>Finds out whether a whole hello is there, without a copy.</summary>
    /// <param name="received">From the start of what the client has sent.</param>
    /// <param name="length">The hello's length, its header left out.</param>
    /// <param name="records">How many records it is in.</param>
    private static ClientHelloStatus Measure(ReadOnlySpan<byte> received, out int length, out int records)
    {
        length = -1;
        records = 0;
        Span<byte> header = stackalloc byte[MessageHeader];
        var there = 0;
        for (var rest = received; !rest.IsEmpty;)
        {
            // Nothing else may come before it is whole (RFC 8446 section 5.1), and whoever waited for more might wait for good.
            if (rest[0] != HandshakeRecord || (rest.Length > 1 && rest[1] != 3))
                return ClientHelloStatus.Invalid;
            if (rest.Length < RecordHeader)
                break;
            var size = BinaryPrimitives.ReadUInt16BigEndian(rest[3..]);
            if (size is 0 or > MaxRecord)
                return ClientHelloStatus.Invalid;

            var part = rest.Slice(RecordHeader, Math.Min(size, rest.Length - RecordHeader));
            if (there < MessageHeader)
            {
                var missing = Math.Min(part.Length, MessageHeader - there);
                part[..missing].CopyTo(header[there..]);
            }

            there += part.Length;
            records++;
            if (there > 0 && header[0] != ClientHelloMessage)
                return ClientHelloStatus.Invalid;
            if (there >= MessageHeader)
            {
                length = (header[1] << 16) | (header[2] << 8) | header[3];
                if (length > MaxBytes)
                    return ClientHelloStatus.Invalid;
                if (there >= MessageHeader + length)
                    return ClientHelloStatus.Complete;
            }

            rest = rest[(RecordHeader + part.Length)..];
        }

        return received.Length >= MaxBytes ? ClientHelloStatus.Invalid : ClientHelloStatus.NeedMore;
    }

    /// <summary>Takes the headers of the records and of the message off.</summary>
    private static byte[] Join(ReadOnlySpan<byte> records, int length)
    {
        var message = new byte[MessageHeader + length];
        for (var joined = 0; joined < message.Length;)
        {
            var size = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(records[3..]), message.Length - joined);
            records.Slice(RecordHeader, size).CopyTo(message.AsSpan(joined));
            joined += size;
            records = records[(RecordHeader + size)..];
        }

        return message[MessageHeader..];
    }

    private static ClientHello? ReadBody(ReadOnlySpan<byte> body)
    {
        var reader = new TlsVectorReader(body);
        if (!reader.TryUInt16(out var version) || !reader.TrySkip(32) || !reader.TryVector8(out _) ||
            !reader.TryVector16(out var suites) || suites.Length % 2 != 0 || !reader.TryVector8(out _))
        {
            return null;
        }

        // A client of TLS 1.2 or older names the highest version it speaks; later ones list their versions (RFC 8446 section 4.2.1).
        var hello = new ClientHello { OffersTls12 = version >= Tls12, CipherSuites = Suites(suites) };
        if (reader.IsEmpty)
        {
            return hello;
        }

        if (!reader.TryVector16(out var extensions))
        {
            return null;
        }

        var list = new TlsVectorReader(extensions);
        while (!list.IsEmpty)
        {
            if (!list.TryUInt16(out var type) || !list.TryVector16(out var data) || Apply(hello, type, data) is not { } next)
            {
                return null;
            }

            hello = next;
        }

        return hello;
    }

    private static TlsCipherSuite[] Suites(ReadOnlySpan<byte> data)
    {
        var suites = new TlsCipherSuite[data.Length / 2];
        for (var index = 0; index < suites.Length; index++)
        {
            suites[index] = (TlsCipherSuite)BinaryPrimitives.ReadUInt16BigEndian(data[(2 * index)..]);
        }

        return suites;
    }

    private static ClientHello? Apply(ClientHello hello, ushort type, ReadOnlySpan<byte> data) => type switch
    {
        0 => TryServerName(data, out var name) ? hello with { ServerName = name } : null,
        10 => TryNumbers(data, out var groups) ? hello with { Groups = groups } : null,
        13 => TryNumbers(data, out var algorithms) ? hello with { SignatureAlgorithms = algorithms } : null,
        16 => TryProtocols(data, out var protocols) ? hello with { Protocols = protocols } : null,
        43 => TryVersions(data, out var tls12, out var tls13) ? hello with { OffersTls12 = tls12, OffersTls13 = tls13 } : null,
        0xFE0D => hello with { HasEncryptedHello = true },
        _ => hello,
    };

    private static bool TryServerName(ReadOnlySpan<byte> data, out string? name)
    {
        name = null;
        var reader = new TlsVectorReader(data);
        if (!reader.TryVector16(out var names))
        {
            return false;
        }

        var list = new TlsVectorReader(names);
        while (!list.IsEmpty)
        {
            if (!list.TryByte(out var kind) || !list.TryVector16(out var value))
            {
                return false;
            }

            if (kind == 0 && name is null)
            {
                if (!IsHostName(value))
                {
                    return false;
                }

                name = Encoding.ASCII.GetString(value).ToLowerInvariant();
            }
        }

        return true;
    }

    private static bool IsHostName(ReadOnlySpan<byte> value) =>
        value.Length is > 0 and <= 255 && !value.ContainsAnyExcept(HostNameBytes);

    private static bool TryProtocols(ReadOnlySpan<byte> data, out IReadOnlyList<string> protocols)
    {
        var found = new List<string>();
        protocols = found;
        var reader = new TlsVectorReader(data);
        if (!reader.TryVector16(out var names))
        {
            return false;
        }

        var list = new TlsVectorReader(names);
        while (!list.IsEmpty)
        {
            if (!list.TryVector8(out var name) || name.IsEmpty)
            {
                return false;
            }

            if (!IsGrease(name))
            {
                found.Add(Encoding.Latin1.GetString(name));
            }
        }

        return true;
    }

    private static bool TryNumbers(ReadOnlySpan<byte> data, out ushort[] numbers)
    {
        numbers = [];
        var reader = new TlsVectorReader(data);
        if (!reader.TryVector16(out var values) || values.Length % 2 != 0)
            return false;

        numbers = new ushort[values.Length / 2];
        for (var index = 0; index < numbers.Length; index++)
            numbers[index] = BinaryPrimitives.ReadUInt16BigEndian(values[(2 * index)..]);
        return true;
    }

    private static bool TryVersions(ReadOnlySpan<byte> data, out bool tls12, out bool tls13)
    {
        tls12 = tls13 = false;
        var reader = new TlsVectorReader(data);
        if (!reader.TryVector8(out var versions) || versions.Length % 2 != 0)
        {
            return false;
        }

        for (; versions.Length > 0; versions = versions[2..])
        {
            var version = BinaryPrimitives.ReadUInt16BigEndian(versions);
            tls12 |= version == Tls12;
            tls13 |= version == Tls13;
        }

        return true;
    }

    /// <summary>RFC 8701 section 2: two equal bytes, each 0x?A.</summary>
    private static bool IsGrease(ReadOnlySpan<byte> name) => name.Length == 2 && name[0] == name[1] && (name[0] & 0x0F) == 0x0A;
}
