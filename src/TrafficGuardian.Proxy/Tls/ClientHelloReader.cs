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
    private const ushort Tls12 = 0x0303;
    private const ushort Tls13 = 0x0304;

    private static readonly SearchValues<byte> HostNameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"u8);

    /// <summary>Reads from the start of what the client has sent so far.</summary>
    public static ClientHelloStatus Read(ReadOnlySpan<byte> received, out ClientHello? hello)
    {
        hello = null;
        if (received.Length > 0 && received[0] != HandshakeRecord)
        {
            return ClientHelloStatus.Invalid;
        }

        // A hello in one record needs no copy; one that is split over records (RFC 8446 section 5.1) is joined first.
        var joined = new byte[Math.Min(received.Length, MaxBytes)];
        if (!Join(received, joined, out var length))
        {
            return ClientHelloStatus.Invalid;
        }

        var message = joined.AsSpan(0, length);
        if (message.Length < 4)
        {
            return ClientHelloStatus.NeedMore;
        }

        var size = (message[1] << 16) | (message[2] << 8) | message[3];
        if (message[0] != ClientHelloMessage || size > MaxBytes)
        {
            return ClientHelloStatus.Invalid;
        }

        if (message.Length < 4 + size)
        {
            return received.Length >= MaxBytes ? ClientHelloStatus.Invalid : ClientHelloStatus.NeedMore;
        }

        hello = ReadBody(message.Slice(4, size));
        return hello is null ? ClientHelloStatus.Invalid : ClientHelloStatus.Complete;
    }

    /// <summary>Takes the record headers off. Stops at the first record that is not a handshake.</summary>
    private static bool Join(ReadOnlySpan<byte> records, Span<byte> message, out int length)
    {
        length = 0;
        while (records.Length >= 5 && records[0] == HandshakeRecord)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            if (records[1] != 3 || size is 0 or > MaxRecord)
            {
                return false;
            }

            var there = Math.Min(size, records.Length - 5);
            if (there > message.Length - length)
            {
                return false;
            }

            records.Slice(5, there).CopyTo(message[length..]);
            length += there;
            records = records[(5 + there)..];
        }

        return true;
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
