using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>.NET's own HTTP/2 client and server, with interception between them.</summary>
public sealed class Http2InsideTlsTests
{
    [Fact]
    public async Task What_they_say_passes_byte_for_byte()
    {
        await using var rig = new TlsRig();
        var ends = new Ends();
        await using var server = await StartServerAsync(rig, ends);
        using (var client = Client(rig, server, ends))
        {
            for (var index = 0; index < 3; index++)
                Assert.Equal(new string('b', 20_000), await EchoAsync(client, index, new string('b', 20_000)));
        }

        await rig.WhenIdleAsync();
        AssertArrived(ends.Client.BytesWritten(), ends.Server.BytesRead());
        AssertArrived(ends.Server.BytesWritten(), ends.Client.BytesRead());
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    [Fact]
    public async Task Concurrent_streams_are_told_as_exchanges_of_their_own_with_trailers()
    {
        await using var rig = new TlsRig();
        await using var server = await StartServerAsync(rig, new Ends());
        using var client = Client(rig, server, new Ends());
        await EchoAsync(client, 0, "first");
        var replies = await Task.WhenAll(Enumerable.Range(1, 20).Select(index => EchoAsync(client, index, new string('x', index * 1000))));
        Assert.Equal(Enumerable.Range(1, 20).Select(index => index * 1000), replies.Select(reply => reply.Length));

        Assert.Equal(21, rig.Observer.Exchanges.Count);
        foreach (var told in rig.Observer.Exchanges)
        {
            await told.Closed;
            Assert.Equal((WireProtocol.Https, TlsRig.Host), (told.Info.Protocol, told.Info.Host));
            Assert.Equal(told.Request.Body, told.Response.Body);
            Assert.Equal("x-after: 1\r\n", told.Response.Trailers.Replace("\r\n\r\n", "\r\n", StringComparison.Ordinal));
            Assert.Equal((MessageEnd.Complete, MessageEnd.Complete), (told.Request.End, told.Response.End));
        }

        Assert.Single(rig.Observer.Tunnels);
    }

    [Fact]
    public async Task A_stream_of_messages_both_ways_is_told_as_it_comes()
    {
        await using var rig = new TlsRig();
        await using var server = await StartServerAsync(rig, new Ends());
        using var client = Client(rig, server, new Ends());
        using var content = new LiveContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/live") { Version = HttpVersion.Version20, Content = content };
        request.Content.Headers.ContentType = new("application/grpc");
        var sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var outbound = await content.Outbound.WaitAsync(Peer.Patience);
        using var response = await sending.WaitAsync(Peer.Patience);
        await using var inbound = await response.Content.ReadAsStreamAsync();
        var told = await rig.Observer.NextAsync();
        var said = "";
        for (var index = 0; index < 5; index++)
        {
            // A gRPC message: not compressed, its length, itself.
            var message = $"\0\0\0\0\x09message {index}";
            await outbound.WriteAsync(Encoding.Latin1.GetBytes(message));
            await outbound.FlushAsync();
            var back = new byte[message.Length];
            await inbound.ReadExactlyAsync(back).AsTask().WaitAsync(Peer.Patience);
            said += message;
            Assert.Equal((said, said), (told.Request.Body, told.Response.Body));
            Assert.False(told.IsClosed);
        }

        content.Finish();
        Assert.Equal(0, await inbound.ReadAsync(new byte[1]));
        await told.Closed;
        Assert.Equal((MessageEnd.Complete, MessageEnd.Complete), (told.Request.End, told.Response.End));
    }

    /// <summary>Whoever closes at the end may leave acknowledgements unread.</summary>
    private static void AssertArrived(byte[] sent, byte[] received)
    {
        Assert.InRange(received.Length, 60_000, sent.Length);
        Assert.Equal(sent[..received.Length], received);
    }

    private static async Task<string> EchoAsync(HttpClient client, int index, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/echo?i={index}") { Version = HttpVersion.Version20, Content = new StringContent(body) };
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static HttpClient Client(TlsRig rig, WebApplication server, Ends ends)
    {
        var port = new Uri(server.Urls.Single()).Port;
        var handler = new SocketsHttpHandler
        {
            Proxy = new WebProxy($"http://{rig.Proxy.Endpoint}"),
            SslOptions = rig.ClientOptions(),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(ends.Client = new TapStream(context.PlaintextStream)),
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"https://{TlsRig.Host}:{port}"), Timeout = Peer.Patience };
    }

    private static async Task<WebApplication> StartServerAsync(TlsRig rig, Ends ends)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https => https.ServerCertificate = rig.World.Issue());
            listen.Use(next => context =>
            {
                ends.Server = new TapStream(new DuplexStream(context.Transport));
                context.Transport = new TappedPipe(ends.Server);
                return next(context);
            });
        }));
        var app = builder.Build();
        app.MapPost("/echo", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            context.Response.AppendTrailer("x-after", "1");
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(body));
        });
        app.MapPost("/live", async context =>
        {
            await context.Response.Body.FlushAsync();
            var buffer = new byte[4096];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
                await context.Response.Body.FlushAsync();
            }
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>What each end saw inside TLS.</summary>
    private sealed class Ends
    {
        public TapStream Client { get; set; } = new(Stream.Null);

        public TapStream Server { get; set; } = new(Stream.Null);
    }

    /// <summary>A body that a test writes while it is sent.</summary>
    private sealed class LiveContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _outbound = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Outbound => _outbound.Task;

        public void Finish() => _finished.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _outbound.TrySetResult(stream);
            await _finished.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
