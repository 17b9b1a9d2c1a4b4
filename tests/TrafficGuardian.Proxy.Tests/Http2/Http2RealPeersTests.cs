using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Http2;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.Http2;

/// <summary>What .NET's own client and server say to each other over cleartext HTTP/2 with prior knowledge.</summary>
public sealed class Http2RealPeersTests
{
    [Fact]
    public async Task The_exchanges_of_a_real_client_and_server_are_reported_whole()
    {
        await using WebApplication server = await StartServer();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var recorder = new Http2Recorder();
        Task wire = Wire(listener, new Uri(server.Urls.Single()).Port, recorder);

        string upload = new('u', 100_000);
        using (var client = new HttpClient())
        {
            client.BaseAddress = new Uri($"http://{listener.LocalEndpoint}");
            for (int i = 0; i < 3; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/echo?i={i}")
                {
                    Version = HttpVersion.Version20,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    Content = new StringContent(upload),
                };
                request.Headers.Add("x-repeat", "the same every time");
                using HttpResponseMessage response = await client.SendAsync(request);
                Assert.Equal(upload, await response.Content.ReadAsStringAsync());
            }
        }

        await wire;
        Assert.Empty(recorder.NotInspected);
        Assert.Equal(3, recorder.Exchanges.Count);
        for (int i = 0; i < 3; i++)
        {
            IReadOnlyList<string> lines = recorder.Exchanges[i];
            Assert.StartsWith($"Request head POST /echo?i={i} HTTP/2|host: {listener.LocalEndpoint}|", lines[0], StringComparison.Ordinal);
            Assert.Contains("|x-repeat: the same every time|", lines[0], StringComparison.Ordinal);
            Assert.Equal([$"Request body {upload}", "Request Complete"], lines.Skip(1).Take(2));
            Assert.StartsWith("Response head HTTP/2 200|", lines[3], StringComparison.Ordinal);
            Assert.Equal([$"Response body {upload}", "Response trailers x-after: 1|", "Response Complete", "closed"], lines.Skip(4));
        }
    }

    private static async Task<WebApplication> StartServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync();
            context.Response.AppendTrailer("x-after", "1");
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(body));
        });
        await app.StartAsync();
        return app;
    }

    private static async Task Wire(TcpListener listener, int port, Http2Recorder recorder)
    {
        using TcpClient downstream = await listener.AcceptTcpClientAsync();
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(IPAddress.Loopback, port);
        var info = new ExchangeInfo(IPAddress.Loopback, "127.0.0.1", port, WireProtocol.Http);
        var observer = new Http2Observer(info, recorder, new ProxyCounters(), 65_536);
        await Task.WhenAll(
            Pump(downstream, upstream, data => observer.OnDownstream(data), () => observer.OnDownstreamEnd(aborted: false)),
            Pump(upstream, downstream, data => observer.OnUpstream(data), () => observer.OnUpstreamEnd(aborted: false)));
    }

    private static async Task Pump(TcpClient from, TcpClient to, Action<byte[]> observe, Action end)
    {
        byte[] buffer = new byte[16_384];
        int read;
        while ((read = await from.Client.ReceiveAsync(buffer)) > 0)
        {
            observe(buffer[..read]);
            await to.Client.SendAsync(buffer.AsMemory(0, read));
        }

        end();
        to.Client.Shutdown(SocketShutdown.Send);
    }
}
