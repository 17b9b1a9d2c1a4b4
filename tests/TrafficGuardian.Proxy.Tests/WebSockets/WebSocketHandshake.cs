namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>Handshakes over HTTP/1, as text.</summary>
internal static class WebSocketHandshake
{
    public const string Reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n";

    public const string DeflateReply =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n\r\n";

    /// <param name="target">As it stands in the request line.</param>
    public static string Request(string target = "/chat") =>
        $"GET {target} HTTP/1.1\r\nHost: example.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n";
}
