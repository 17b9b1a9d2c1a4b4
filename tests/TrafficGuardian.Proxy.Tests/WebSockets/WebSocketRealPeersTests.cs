using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>What .NET's own client and server say to each other through the proxy, compressed and not, over HTTP/1 and HTTP/2.</summary>
public sealed class WebSocketRealPeersTests
{
    private static readonly string[] _messages =
        ["hello", "", new('x', 200), string.Concat(Enumerable.Range(0, 30_000).Select(i => i.ToString("x5"))), "hello"];

    private static readonly TimeSpan _patience = Peer.Patience;

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(1, true, false)]
    [InlineData(1, true, true)]
    [InlineData(2, false, false)]
    [InlineData(2, true, false)]
    [InlineData(2, true, true)]
    public async Task Every_message_of_a_real_client_and_server_is_told(int http, bool compressed, bool withoutTakeover)
    {
        await using var rig = new Rig();
        await using var server = await StartServerAsync(http, compressed);
        var port = new Uri(server.Urls.Single()).Port;

        using var client = new ClientWebSocket();
        client.Options.HttpVersion = new Version(http, http == 1 ? 1 : 0);
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        if (compressed)
        {
            client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions
            {
                ClientContextTakeover = !withoutTakeover,
                ServerContextTakeover = !withoutTakeover,
            };
        }

        using var invoker = new HttpMessageInvoker(Handler(http, rig.Proxy.Endpoint));
        using var ending = new CancellationTokenSource(_patience);
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/echo"), invoker, ending.Token);
        foreach (var message in _messages)
            await EchoAsync(client, message, ending.Token);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", ending.Token);

        var told = await rig.Observer.NextWebSocketAsync();
        Assert.Equal(compressed ? new WebSocketDeflate(!withoutTakeover, !withoutTakeover) : null, told.Deflate);
        Assert.Equal(($"127.0.0.1:{port}", WireProtocol.WebSocket), (told.Info.Destination, told.Info.Protocol));
        Assert.Equal(_messages, Read(told.Request, told.Deflate?.RequestTakeover));
        Assert.Equal(_messages, Read(told.Response, told.Deflate?.ResponseTakeover));
        Assert.Contains("control|\u0003\u00E8done", told.Request);
        Assert.Contains("control|\u0003\u00E8done", told.Response);
        Assert.Equal(2 * _messages.Length, rig.Proxy.Counters.WebSocketMessages);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    private static async Task EchoAsync(ClientWebSocket client, string message, CancellationToken ending)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, ending);
        Assert.Equal(message, await ReceiveAsync(client, ending));
    }

    private static async Task<string?> ReceiveAsync(WebSocket socket, CancellationToken ending)
    {
        var text = new StringBuilder();
        var buffer = new byte[7_000];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), ending);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, received.Count));
            if (received.EndOfMessage)
                return text.ToString();
        }
    }

    /// <summary>The messages among what was told, inflated as RFC 7692 section 7.2.2 says.</summary>
    /// <param name="told">Lines of a <see cref="RecordedWebSocket"/>.</param>
    /// <param name="takeover">Whether they share a window; null where none may be compressed.</param>
    private static IEnumerable<string> Read(string[] told, bool? takeover)
    {
        Inflater shared = new();
        foreach (var line in told.Where(l => !l.StartsWith("control|", StringComparison.Ordinal)))
        {
            Assert.EndsWith("|Complete", line, StringComparison.Ordinal);
            var start = line.IndexOf('|', StringComparison.Ordinal) + 1;
            var payload = line[start..^"|Complete".Length];
            Assert.Equal(takeover is null ? "message|" : "compressed|", line[..start]);
            yield return takeover is null ? payload : (takeover.Value ? shared : new Inflater()).Inflate(payload);
        }
    }

    private static SocketsHttpHandler Handler(int http, IPEndPoint proxy) => http == 1
        ? new SocketsHttpHandler { Proxy = new WebProxy($"http://{proxy}") }
        : new SocketsHttpHandler { UseProxy = false, ConnectCallback = (context, ending) => TunnelAsync(proxy, context, ending) };

    /// <summary>The client asks a proxy for HTTP/1 only, so the tunnel for HTTP/2 is opened by hand.</summary>
    private static async ValueTask<Stream> TunnelAsync(IPEndPoint proxy, SocketsHttpConnectionContext context, CancellationToken ending)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(proxy, ending);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var target = $"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n"), ending);
        var reply = new byte["HTTP/1.1 200 Connection established\r\n\r\n".Length];
        await stream.ReadExactlyAsync(reply, ending);
        Assert.StartsWith("HTTP/1.1 200 ", Encoding.ASCII.GetString(reply), StringComparison.Ordinal);
        return stream;
    }

    private static async Task<WebApplication> StartServerAsync(int http, bool compressed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls();
        var protocols = http == 1 ? HttpProtocols.Http1 : HttpProtocols.Http2;
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0, l => l.Protocols = protocols));
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(context => ServeAsync(context, compressed));
        await app.StartAsync();
        return app;
    }

    /// <summary>Echoes each message in fragments.</summary>
    private static async Task ServeAsync(HttpContext context, bool compressed)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = compressed });
        while (await ReceiveAsync(socket, context.RequestAborted) is { } message)
        {
            var bytes = Encoding.ASCII.GetBytes(message);
            await socket.SendAsync(bytes.AsMemory(0, bytes.Length / 2), WebSocketMessageType.Binary, endOfMessage: false, context.RequestAborted);
            await socket.SendAsync(bytes.AsMemory(bytes.Length / 2), WebSocketMessageType.Binary, endOfMessage: true, context.RequestAborted);
        }

        await socket.CloseOutputAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, context.RequestAborted);
    }

    private sealed class Inflater
    {
        private readonly MemoryStream _compressed = new();
        private readonly DeflateStream _plain;

        public Inflater() => _plain = new DeflateStream(_compressed, CompressionMode.Decompress);

        public string Inflate(string payload)
        {
            _compressed.SetLength(0);
            _compressed.Write([.. Encoding.Latin1.GetBytes(payload), 0, 0, 0xFF, 0xFF]);
            _compressed.Position = 0;
            var plain = new StringBuilder();
            var buffer = new byte[65_536];
            int read;
            while ((read = _plain.Read(buffer)) > 0)
                plain.Append(Encoding.Latin1.GetString(buffer, 0, read));
            return plain.ToString();
        }
    }
}
