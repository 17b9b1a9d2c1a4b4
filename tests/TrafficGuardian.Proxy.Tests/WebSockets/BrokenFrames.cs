using static TrafficGuardian.Proxy.Tests.WebSockets.WebSocketWire;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>What no peer that keeps to RFC 6455 sends, by name, from either side.</summary>
internal static class BrokenFrames
{
    private static readonly Dictionary<string, Func<bool, byte[]>> _all = new()
    {
        ["a frame of the other side's masking"] = masked => Frame(Fin | Text, "x"u8.ToArray(), !masked),
        ["a continuation of nothing"] = masked => Frame(Fin | Continuation, "x"u8.ToArray(), masked),
        ["a continuation behind a whole message"] = masked => Join(Frame(Fin | Text, [], masked), Frame(Continuation, [], masked)),
        ["a message inside another"] = masked => Join(Frame(Text, "begun"u8.ToArray(), masked), Frame(Fin | Text, "x"u8.ToArray(), masked)),
        ["a ping in fragments"] = masked => Frame(Ping, "x"u8.ToArray(), masked),
        ["a close in fragments"] = masked => Frame(Close, [], masked),
        ["a ping of 126 bytes"] = masked => Frame(Fin | Ping, new byte[126], masked),
        ["a pong of 64 KiB"] = masked => Frame(Fin | Pong, new byte[65_536], masked),
        ["a short ping with a long length"] = masked => Frame(Fin | Ping, [1], masked, lengthBytes: 2),
        ["the reserved data opcode 3"] = masked => Frame(Fin | 0x3, [], masked),
        ["the reserved data opcode 7"] = masked => Frame(Fin | 0x7, [], masked),
        ["the reserved control opcode 11"] = masked => Frame(Fin | 0xB, [], masked),
        ["the reserved control opcode 15"] = masked => Frame(Fin | 0xF, [], masked),
        ["RSV1 though nothing was agreed on"] = masked => Frame(Fin | Rsv1 | Text, [], masked),
        ["RSV2"] = masked => Frame(Fin | 0x20 | Text, [], masked),
        ["RSV3"] = masked => Frame(Fin | 0x10 | Binary, [], masked),
        ["a length with its first bit set"] = masked => Join(Header(Fin | Binary, long.MinValue, masked, lengthBytes: 8), new byte[4]),
        ["a length of all ones"] = masked => Join(Header(Fin | Binary, -1, masked, lengthBytes: 8), new byte[4]),
        ["text that is no frame"] = _ => "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
    };

    public static TheoryData<string, bool> Cases()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in _all.Keys)
        {
            data.Add(name, true);
            data.Add(name, false);
        }

        return data;
    }

    public static byte[] Of(string name, bool byClient) => _all[name](byClient);
}
