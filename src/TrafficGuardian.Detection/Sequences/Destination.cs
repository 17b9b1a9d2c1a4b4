using System.Buffers;
using System.Text;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Sequences;

/// <summary>Tells where the addresses in commands and arguments lead.</summary>
internal static class Destination
{
    private const int LongestHost = 255;

    private static readonly SearchValues<byte> InAddresses = SearchValues.Create("0123456789.:[]abcdefABCDEF"u8);

    // Services that take whatever anybody sends and show it to whoever asks.
    private static ReadOnlySpan<byte> Drops =>
        "webhook.site requestbin.com requestbin.net pipedream.net requestcatcher.com beeceptor.com hookbin.com ngrok.io ngrok.app ngrok-free.app trycloudflare.com serveo.net localtunnel.me loca.lt interact.sh oast.fun oast.pro oast.live oast.site oast.online oast.me burpcollaborator.net oastify.com dnslog.cn ceye.io pastebin.com paste.ee dpaste.com hastebin.com 0x0.st transfer.sh file.io temp.sh termbin.com ix.io sprunge.us bashupload.com anonfiles.com gofile.io catbox.moe api.telegram.org"u8;

    /// <summary>The host of an address; empty where it has none.</summary>
    public static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> address)
    {
        var scheme = address.IndexOf("://"u8);
        var host = scheme < 0 ? address : address[(scheme + 3)..];
        var end = host.IndexOfAny("/?# "u8);
        host = end < 0 ? host : host[..end];
        host = host[(host.LastIndexOf((byte)'@') + 1)..];
        var colon = host.LastIndexOf((byte)':');
        return colon > host.LastIndexOf((byte)']') ? host[..colon] : host;
    }

    /// <summary>Whether it leaves this machine and its network. A host that only a variable knows does.</summary>
    public static bool IsOutside(ReadOnlySpan<byte> host)
    {
        Span<char> room = stackalloc char[LongestHost];
        host = host[..Math.Min(host.Length, LongestHost)];
        var name = room[..Encoding.Latin1.GetChars(host, room)];
        return !name.IsEmpty && PrivateHosts.Of(name).Network == NetworkKind.Public && (name.Contains('.') || name.Contains(':') || name.Contains('$'))
            && !name.EndsWith(".local") && !name.EndsWith(".internal") && !name.EndsWith(".test");
    }

    /// <summary>Whether it is a bare address, or a place where anybody can drop things.</summary>
    public static bool IsDrop(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty)
            return false;
        if (!host.ContainsAnyExcept(InAddresses) && (host.Contains((byte)':') || char.IsAsciiDigit((char)host[^1])))
            return true;
        foreach (var range in Drops.Split((byte)' '))
        {
            var drop = Drops[range];
            if (host.EndsWith(drop) && (host.Length == drop.Length || host[^(drop.Length + 1)] == '.'))
                return true;
        }

        return false;
    }
}
