using System.Buffers;
using System.Text;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>A host and a port (RFC 3986 section 3.2).</summary>
/// <param name="Host">Lower case, IPv6 without brackets.</param>
/// <param name="Port">1 to 65535.</param>
internal readonly record struct Authority(string Host, int Port)
{
    private const int MaxHostBytes = 255;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "!$%&'()*+,-.0123456789;=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"u8);

    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("%-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    /// <param name="text">As it stands in the request target.</param>
    /// <param name="defaultPort">Taken where no port is given; 0 where one must be.</param>
    /// <param name="authority">The parsed host and port.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, int defaultPort, out Authority authority)
    {
        authority = default;
        var bracketed = text.Length > 0 && text[0] == '[';
        var hostEnd = bracketed ? text.IndexOf((byte)']') : text.IndexOf((byte)':');
        if (bracketed && hostEnd < 0)
            return false;

        var host = bracketed ? text[1..hostEnd] : hostEnd < 0 ? text : text[..hostEnd];
        var behind = bracketed ? text[(hostEnd + 1)..] : hostEnd < 0 ? [] : text[hostEnd..];
        if (host.IsEmpty || host.Length > MaxHostBytes || host.IndexOfAnyExcept(bracketed ? AddressBytes : NameBytes) >= 0)
            return false;
        if (!TryReadPort(behind, defaultPort, out var port))
            return false;

        authority = new Authority(Encoding.ASCII.GetString(host).ToLowerInvariant(), port);
        return true;
    }

    private static bool TryReadPort(ReadOnlySpan<byte> text, int defaultPort, out int port)
    {
        port = defaultPort;
        if (text.IsEmpty || text.SequenceEqual(":"u8))
            return defaultPort > 0;
        var digits = text[1..].TrimStart((byte)'0');
        if (text[0] != ':' || digits.Length is 0 or > 5 || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return false;

        port = int.Parse(digits);
        return port is > 0 and <= 65535;
    }
}
