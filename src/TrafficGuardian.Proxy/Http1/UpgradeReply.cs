using System.Text;
using TrafficGuardian.Proxy.WebSockets;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Reads what a response's header lines say of the WebSocket connection that begins behind it.</summary>
internal static class UpgradeReply
{
    /// <param name="lines">Everything behind the start line of a 101 (RFC 6455 section 4.2.2).</param>
    /// <returns>What was agreed on; null where the new protocol is another one.</returns>
    public static NegotiatedExtensions? ReadWebSocket(ReadOnlySpan<byte> lines)
    {
        var all = lines;
        while (!lines.IsEmpty)
        {
            var line = HeaderLines.Next(ref lines);
            if (TryGetValue(line, "upgrade"u8, out var value) && ContainsWebSocket(value))
                return ReadExtensions(all);
        }

        return null;
    }

    /// <param name="lines">Header lines; start lines are passed over.</param>
    public static NegotiatedExtensions ReadExtensions(ReadOnlySpan<byte> lines)
    {
        var extensions = new ExtensionReader();
        var isExtensions = false;
        while (!lines.IsEmpty)
        {
            var line = HeaderLines.Next(ref lines);
            if (HeaderLines.IsFolded(line))
            {
                // Recipients read a folded line in more than one way.
                if (isExtensions)
                    extensions.AddUnreadable();
                continue;
            }

            isExtensions = TryGetValue(line, "sec-websocket-extensions"u8, out var value);
            if (isExtensions)
                extensions.Add(value);
        }

        return extensions.Read;
    }

    private static bool TryGetValue(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = [];
        if (line.Length <= name.Length || line[name.Length] != ':' || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
            return false;
        value = line[(name.Length + 1)..];
        return true;
    }

    private static bool ContainsWebSocket(ReadOnlySpan<byte> value)
    {
        foreach (var item in value.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(value[item].Trim(" \t"u8), "websocket"u8))
                return true;
        }

        return false;
    }
}
