using System.Net.Security;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A tunnel whose TLS was tried and is left closed: the origin is met twice, the second time with the client's own bytes.</summary>
internal static class BlindTunnel
{
    /// <summary>Both ends, their handshake done with each other.</summary>
    public static async Task<(TlsPeer Client, TlsPeer Server)> OpenAsync(
        TlsRig rig, SslClientAuthenticationOptions clientOptions, Func<SslServerAuthenticationOptions> serverOptions)
    {
        var raw = await rig.TunnelAsync();
        var first = await rig.Origin.AcceptAsync();
        var tried = TlsPeer.AcceptAsync(first, serverOptions());
        var clientSide = TlsPeer.ConnectAsync(raw, clientOptions);
        var second = await rig.Origin.AcceptAsync();
        var serverSide = TlsPeer.AcceptAsync(second, serverOptions());
        await Task.WhenAll(clientSide, serverSide);
        await tried.ContinueWith(static _ => { }, TaskScheduler.Default);
        first.Dispose();
        return (await clientSide, await serverSide);
    }

    /// <summary>Everything arrives as it was sent, both ways, and it is told once why nothing was read.</summary>
    public static async Task AssertAsync(TlsRig rig, TlsPeer client, TlsPeer server)
    {
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("GET / HTTP/1.1\r\n\r\n", await server.ReadAsync(18));
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal("HTTP/1.1 204 No Content\r\n\r\n", await client.ReadAsync(27));

        Assert.Equal(client.Wire.BytesWritten(), server.Wire.BytesRead());
        Assert.Equal(server.Wire.BytesWritten(), client.Wire.BytesRead());
        await AssertToldAsync(rig, NotInspectedReason.Certificate);
    }

    /// <summary>It is told once why nothing was read.</summary>
    public static async Task AssertToldAsync(TlsRig rig, NotInspectedReason reason)
    {
        Assert.Equal((TlsRig.Host, rig.Origin.Port, reason), Named(await rig.Observer.NextMissedAsync()));
        Assert.Single(rig.Observer.NotInspectedReasons);
        Assert.Empty(rig.Observer.Exchanges);
        Assert.True(rig.Origin.NobodyWaits);
    }

    private static (string Host, int Port, NotInspectedReason Reason) Named((ExchangeInfo Info, NotInspectedReason Reason) told) =>
        (told.Info.Host, told.Info.Port, told.Reason);
}
