using System.Net;

namespace TrafficGuardian.Detection.Judging;

/// <summary>
/// Tells where a host leads, in any spelling that clients take: numbers in decimal, octal and hexadecimal, short forms
/// (inet_aton), full-width digits, IPv4 inside IPv6, names that answer with the address they hold. Allocates nothing for names.
/// </summary>
internal static class PrivateHosts
{
    private const int LongestHost = 255;

    private static readonly string[] MetadataNames =
    [
        "metadata.google.internal", "metadata.goog", "metadata", "instance-data", "instance-data.ec2.internal",
        "metadata.tencentyun.com", "metadata.packet.net", "metadata.platformequinix.com", "rancher-metadata", "metadata.azure.internal",
    ];

    private static readonly string[] PrivateNames =
        ["host.docker.internal", "gateway.docker.internal", "host.containers.internal", "kubernetes.default.svc.cluster.local", "kubernetes.default.svc", "kubernetes.default"];

    // Public names that always answer with this machine's address.
    private static readonly string[] LoopbackServices =
        ["localtest.me", "lvh.me", "vcap.me", "lacolhost.com", "fuf.me", "yoogle.com", "localho.st", "local.gd", "127-0-0-1.org.uk", "loopback.jp"];

    // Public names that answer with the address in their labels, some of them by turns with another.
    private static readonly string[] EchoServices = ["nip.io", "sslip.io", "xip.io", "traefik.me", "rbndr.us", "1u.ms", "ip.addr.tools", "my.local-ip.co", "backname.io"];

    /// <param name="host">A name or an address, with or without brackets.</param>
    /// <param name="resolved">The address that was connected to, where it is known.</param>
    /// <param name="isKnownInside">Whether the name is known as one of the inside, so that it hides nothing by leading there.</param>
    public static HostReach Of(ReadOnlySpan<char> host, IPAddress? resolved = null, bool isKnownInside = false)
    {
        Span<char> room = stackalloc char[LongestHost];
        host = host[..Math.Min(host.Length, LongestHost)].Trim("[]").TrimEnd('.');
        var (length, isFolded) = Fold(host, room);
        var reach = OfPlain(room[..length]);
        if (isFolded)
            reach = reach.Disguised;
        if (resolved is null)
            return reach;
        var reached = OfAddress(resolved);
        if (reach.Network == NetworkKind.Public)
            return isKnownInside || InsideNames.Knows(room[..length]) ? reached : reached.Disguised;
        // An honest name of the inside may be made to lead to where it must not.
        return reached.Network is NetworkKind.LinkLocal or NetworkKind.Metadata && !reach.IsDisguised ? reached : reach;
    }

    private static HostReach OfPlain(ReadOnlySpan<char> host)
    {
        if (host.Contains(':'))
            return IPAddress.TryParse(host, out var address) ? OfAddress(address) : HostReach.Public;
        if (Ipv4Spelling.TryRead(host, out var number, out var isPlain))
            return isPlain ? OfNumber(number) : OfNumber(number).Disguised;
        if (host is "localhost" or "ip6-localhost" or "localhost.localdomain" || host.EndsWith(".localhost", StringComparison.Ordinal))
            return new HostReach(NetworkKind.Loopback, false);
        if (IsOneOf(host, MetadataNames))
            return new HostReach(NetworkKind.Metadata, false);
        if (IsOneOf(host, PrivateNames))
            return new HostReach(NetworkKind.Private, false);
        if (IsBelow(host, LoopbackServices, out _))
            return new HostReach(NetworkKind.Loopback, true);
        return IsBelow(host, EchoServices, out var labels) ? OfLabels(labels).Disguised : HostReach.Public;
    }

    private static HostReach OfAddress(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
            return HostReach.Public;
        if (length == sizeof(uint))
            return OfNumber(Number(bytes[..length]));
        if (bytes[..15].IndexOfAnyExcept((byte)0) < 0)
            return new HostReach(NetworkKind.Loopback, bytes[15] != 1);
        // IPv4-mapped and -compatible (RFC 4291 section 2.5.5), NAT64 (RFC 6052), 6to4 (RFC 3056).
        if (bytes[..10].IndexOfAnyExcept((byte)0) < 0 && bytes[10] == bytes[11] && bytes[10] is 0 or 0xFF)
            return OfNumber(Number(bytes[12..])).Disguised;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xFF, 0x9B]) && bytes[4..12].IndexOfAnyExcept((byte)0) < 0)
            return OfNumber(Number(bytes[12..])).Disguised;
        if (bytes[0] == 0x20 && bytes[1] == 0x02)
            return OfNumber(Number(bytes[2..6])).Disguised;
        if (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80)
            return new HostReach(NetworkKind.LinkLocal, false);
        if ((bytes[0] & 0xFE) != 0xFC)
            return HostReach.Public;
        // fd00:ec2::254 is Amazon's.
        var isMetadata = bytes[0] == 0xFD && bytes[2] == 0x0E && bytes[3] == 0xC2 && bytes[14] == 0x02 && bytes[15] == 0x54;
        return new HostReach(isMetadata ? NetworkKind.Metadata : NetworkKind.Private, false);
    }

    private static HostReach OfNumber(uint address)
    {
        var network = (address >> 24) switch
        {
            _ when address is 0xA9FEA9FE or 0xA9FEAA02 or 0xA9FEAA17 or 0x646464C8 or 0xC00000C0 or 0xA83F8110 => NetworkKind.Metadata,
            0 or 127 => NetworkKind.Loopback,
            10 => NetworkKind.Private,
            100 when (address >> 22) == (0x64400000 >> 22) => NetworkKind.Private,
            172 when (address >> 20) == (0xAC100000 >> 20) => NetworkKind.Private,
            192 when (address >> 16) == (0xC0A80000 >> 16) => NetworkKind.Private,
            169 when (address >> 16) == (0xA9FE0000 >> 16) => NetworkKind.LinkLocal,
            _ => NetworkKind.Public,
        };
        // 0.0.0.0 reaches this machine, and nobody names it so.
        return new HostReach(network, address >> 24 == 0);
    }

    // Any address that stands in the labels: 10.0.0.1, 10-0-0-1, 0a000001, fe80--1.
    private static HostReach OfLabels(ReadOnlySpan<char> labels)
    {
        for (var at = 0; at < labels.Length; at++)
        {
            if (at > 0 && labels[at - 1] is not ('.' or '-'))
                continue;
            if (Ipv4Spelling.TryReadFour(labels[at..], out var number) && OfNumber(number).Network != NetworkKind.Public)
                return OfNumber(number);
            var label = labels[at..];
            var end = label.IndexOf('.');
            label = end < 0 ? label : label[..end];
            if (label.Length == 8 && uint.TryParse(label, System.Globalization.NumberStyles.AllowHexSpecifier, null, out number)
                && OfNumber(number).Network != NetworkKind.Public)
            {
                return OfNumber(number);
            }
        }

        Span<char> colons = stackalloc char[LongestHost];
        labels.Replace(colons, '-', ':');
        return labels.Contains("--", StringComparison.Ordinal) && IPAddress.TryParse(colons[..labels.Length], out var address)
            ? OfAddress(address)
            : HostReach.Public;
    }

    // Lower case, and what IDNA makes of other digits and dots (UTS 46).
    private static (int Length, bool IsFolded) Fold(ReadOnlySpan<char> host, Span<char> output)
    {
        var isFolded = false;
        for (var i = 0; i < host.Length; i++)
        {
            var c = char.IsAsciiLetterUpper(host[i]) ? (char)(host[i] | 0x20) : host[i];
            var folded = c switch
            {
                >= '\uFF10' and <= '\uFF19' => (char)(c - '\uFF10' + '0'),
                >= '\uFF41' and <= '\uFF5A' => (char)(c - '\uFF41' + 'a'),
                >= '\u2460' and <= '\u2468' => (char)(c - '\u2460' + '1'),
                '\u24EA' => '0',
                '\u3002' or '\uFF0E' or '\uFF61' => '.',
                _ => c,
            };
            isFolded |= folded != c;
            output[i] = folded;
        }

        return (host.Length, isFolded);
    }

    private static bool IsOneOf(ReadOnlySpan<char> host, string[] names)
    {
        foreach (var name in names)
        {
            if (host.SequenceEqual(name))
                return true;
        }

        return false;
    }

    private static bool IsBelow(ReadOnlySpan<char> host, string[] domains, out ReadOnlySpan<char> labels)
    {
        foreach (var domain in domains)
        {
            if (!host.EndsWith(domain, StringComparison.Ordinal) || (host.Length > domain.Length && host[^(domain.Length + 1)] != '.'))
                continue;
            labels = host.Length > domain.Length ? host[..^(domain.Length + 1)] : default;
            return true;
        }

        labels = default;
        return false;
    }

    private static uint Number(ReadOnlySpan<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
