using System.Security.Authentication;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

public sealed class InterceptionTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task What_is_said_inside_TLS_passes_unchanged_and_is_told(SslProtocols version)
    {
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync(c => c.EnabledSslProtocols = version);
        await client.SendAsync("GET /secret HTTP/1.1\r\nHost: api.example\r\n\r\n");
        Assert.Equal("GET /secret HTTP/1.1\r\nHost: api.example\r\n\r\n", await server.ReadAsync(43));
        await server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", await client.ReadAsync(40));

        var told = await rig.Observer.NextAsync();
        Assert.Equal((TlsRig.Host, rig.Origin.Port, WireProtocol.Https), (told.Info.Host, told.Info.Port, told.Info.Protocol));
        Assert.StartsWith("GET /secret ", told.Request.Head, StringComparison.Ordinal);
        Assert.Equal("hi", told.Response.Body);
        Assert.Empty(rig.Observer.NotInspectedReasons);
        Assert.Equal(version, client.Stream.SslProtocol);
    }
}
