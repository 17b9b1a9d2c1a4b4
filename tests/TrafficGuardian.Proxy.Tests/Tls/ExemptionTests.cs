using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Hosts that the operator left out, and names that the CA can't vouch for: never tried, never answered by us.</summary>
public sealed class ExemptionTests
{
    [Fact]
    public async Task A_host_that_is_left_out_is_met_by_the_client_itself()
    {
        var asked = new List<(string, int)>();
        await using var rig = new TlsRig(o => With(o, i => i with
        {
            Intercepts = (host, port) =>
            {
                asked.Add((host, port));
                return false;
            },
        }));
        await AssertLeftOutAsync(rig, c => c.TargetHost = TlsRig.Host, NotInspectedReason.Bypass);
        Assert.Equal([(TlsRig.Host, rig.Origin.Port)], asked);
    }

    [Fact]
    public async Task A_server_name_opens_no_host_that_is_left_out_and_closes_none_that_is_not()
    {
        await using var closed = new TlsRig(o => With(o, i => i with { Intercepts = (host, _) => host != TlsRig.Host }));
        await AssertLeftOutAsync(closed, c => c.TargetHost = "other.example", NotInspectedReason.Bypass, "other.example");

        await using var open = new TlsRig(o => With(o, i => i with { Intercepts = (host, _) => host == TlsRig.Host }));
        var (client, _) = await open.OpenAsync(
            c => c.TargetHost = "other.example", s => s.ServerCertificate = open.World.Issue(new LeafSpec { Host = "other.example" }));
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal(TlsRig.Host, (await open.Observer.NextAsync()).Info.Host);
    }

    [Fact]
    public async Task A_server_name_that_the_CA_can_not_vouch_for_is_met_by_the_client_itself()
    {
        await using var rig = new TlsRig(o => With(o, i => i with { CanVouchFor = name => name == TlsRig.Host }));
        await AssertLeftOutAsync(rig, c => c.TargetHost = "other.example", NotInspectedReason.Bypass, "other.example");
    }

    [Fact]
    public async Task Without_a_server_name_the_CA_is_asked_about_the_host()
    {
        var asked = new List<string>();
        await using var rig = new TlsRig(o => With(o, i => i with
        {
            CanVouchFor = name =>
            {
                asked.Add(name);
                return false;
            },
        }));
        await AssertLeftOutAsync(rig, c => c.TargetHost = "", NotInspectedReason.Bypass);
        Assert.Equal([TlsRig.Host], asked);
    }

    [Fact]
    public async Task A_CA_that_has_expired_vouches_for_nobody()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time });
        time.Advance(TimeSpan.FromDays(400));
        await AssertLeftOutAsync(rig, c => c.TargetHost = TlsRig.Host, NotInspectedReason.Certificate);
    }

    [Fact]
    public async Task Without_interception_TLS_stays_closed()
    {
        await using var rig = new TlsRig(o => o with { Interception = null });
        await AssertLeftOutAsync(rig, c => c.TargetHost = TlsRig.Host, NotInspectedReason.Tunnel);
        Assert.Empty(rig.Proxy.Bypassed);
    }

    /// <summary>One connection, the server's own certificate, every byte as sent, and the reason told once.</summary>
    private static async Task AssertLeftOutAsync(
        TlsRig rig, Action<SslClientAuthenticationOptions> with, NotInspectedReason reason, string host = TlsRig.Host)
    {
        var certificate = rig.World.Issue(new LeafSpec { Host = host });
        var (client, server) = await rig.OpenAsync(
            c =>
            {
                with(c);
                c.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
            },
            s => s.ServerCertificate = certificate);
        Assert.Equal(certificate.Thumbprint, ((X509Certificate2)client.Stream.RemoteCertificate!).Thumbprint);
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal("GET / HTTP/1.1\r\n\r\n", await server.ReadHeadAsync());
        Assert.Equal(client.Wire.BytesWritten(), server.Wire.BytesRead());
        await BlindTunnel.AssertToldAsync(rig, reason);
    }

    private static ProxyOptions With(ProxyOptions options, Func<InterceptionOptions, InterceptionOptions> with) =>
        options with { Interception = with(options.Interception!) };
}
