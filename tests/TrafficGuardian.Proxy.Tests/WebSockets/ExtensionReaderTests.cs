using System.Text;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.WebSockets;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

public sealed class ExtensionReaderTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("Sec-WebSocket-Extensions: \r\n", false)]
    [InlineData("Sec-WebSocket-Extensions: , ,;=,\r\n", false)]
    [InlineData("X-Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Extensions-X: permessage-deflate\r\n", false)]
    [InlineData("Sec-WebSocket-Extensions: x-other; permessage-deflate\r\n", true)]
    [InlineData("Sec-WebSocket-Extensions: x-other; a=\"b, permessage-deflate\"\r\n", true)]
    [InlineData("Sec-WebSocket-Extensions: x-other; a=\"\\\", permessage-deflate\"\r\n", true)]
    [InlineData("sec-websocket-extensions:permessage-deflate-2\r\n", true)]
    public void What_is_no_deflate_is_none(string lines, bool unknown) =>
        Assert.Equal(new NegotiatedExtensions(Deflate: null, unknown), Read(lines));

    [Theory]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate\r\n", true, true)]
    [InlineData("SEC-WEBSOCKET-EXTENSIONS:\tPermessage-Deflate \r\n", true, true)]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n", false, true)]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate;server_no_context_takeover;client_max_window_bits=10\r\n", true, false)]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"12\" ; Client_No_Context_Takeover=\"\"; server_no_context_takeover\r\n", false, false)]
    [InlineData("A: b\r\nSec-WebSocket-Extensions: ,permessage-deflate ; x=\"a;client_no_context_takeover,\" , permessage-deflate; client_no_context_takeover\r\n", true, true)]
    [InlineData("Sec-WebSocket-Extensions: \r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n", true, false)]
    public void Deflate_is_read_with_what_each_side_takes_over(string lines, bool request, bool response)
    {
        var read = Read(lines);
        Assert.False(read.Unknown);
        Assert.NotNull(read.Deflate);
        Assert.Equal((request, response), (read.Deflate.RequestTakeover, read.Deflate.ResponseTakeover));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Extensions: x-other\r\nSec-WebSocket-Extensions: permessage-deflate\r\n")]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate, x-other; client_no_context_takeover\r\n")]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate\r\n ; client_no_context_takeover\r\n")]
    public void An_extension_that_is_not_known_is_noted_beside_it(string lines) =>
        Assert.Equal(new NegotiatedExtensions(WebSocketConnection.BothTakeOver, Unknown: true), Read(lines));

    [Theory]
    [InlineData("Upgrade: websocket\r\n", true)]
    [InlineData("Connection: Upgrade\r\nUPGRADE:WebSocket \r\n", true)]
    [InlineData("Upgrade: h2c\r\nUpgrade: a, websocket\r\n", true)]
    [InlineData("Upgrade: h2c\r\n", false)]
    [InlineData("Upgrade: websockets\r\nX: websocket\r\nX-Upgrade: websocket\r\n", false)]
    [InlineData("", false)]
    public void A_reply_is_a_WebSockets_by_its_upgrade_token(string lines, bool expected) =>
        Assert.Equal(expected, UpgradeReply.ReadWebSocket(Encoding.Latin1.GetBytes(lines + "\r\n")) is not null);

    private static NegotiatedExtensions Read(string lines) => UpgradeReply.ReadExtensions(Encoding.Latin1.GetBytes("HTTP/2 200\r\n" + lines + "\r\n"));
}
