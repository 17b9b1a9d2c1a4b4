using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Servers and clients that nobody here wrote, for what .NET's own can't do.</summary>
public sealed class RealPeersTests
{
    [Theory]
    [InlineData("TLSv1_2")]
    [InlineData("TLSv1_3")]
    public async Task A_session_is_taken_up_again(string version)
    {
        await using var rig = new TlsRig();
        var serving = rig.ServeAsync();
        var (exitCode, output) = await Tool.RunAsync("python3", "-c", $$"""
            import socket, ssl
            context = ssl.create_default_context(cafile='{{rig.OursFile}}')
            context.minimum_version = context.maximum_version = ssl.TLSVersion.{{version}}
            def ask(session):
                plain = socket.create_connection(('127.0.0.1', {{rig.Proxy.Endpoint.Port}}))
                plain.sendall(b'CONNECT {{rig.Name}} HTTP/1.1\r\n\r\n')
                head = b''
                while not head.endswith(b'\r\n\r\n'):
                    head += plain.recv(1)
                with context.wrap_socket(plain, server_hostname='{{TlsRig.Host}}', session=session) as inside:
                    inside.sendall(b'GET / HTTP/1.1\r\n\r\n')
                    answer = b''
                    while not answer.endswith(b'ok'):
                        answer += inside.recv(100)
                    return inside.session, inside.session_reused
            # The framework drops idle contexts, and with them sessions, after every so many that were made: by other tests, too.
            for attempt in range(5):
                session, first = ask(None)
                _, second = ask(session)
                if second:
                    break
            print('reused', first, second)
            """);
        Assert.True(exitCode == 0, output);
        Assert.Contains("reused False True", output, StringComparison.Ordinal);
        Assert.True(rig.Observer.Exchanges.Count >= 2);
        Assert.Empty(rig.Observer.NotInspectedReasons);
        rig.Origin.Dispose();
        await serving;
    }

    [Theory]
    [InlineData("-tls1", "TLSv1")]
    [InlineData("-tls1_1", "TLSv1.1")]
    public async Task An_upstream_of_old_versions_alone_is_met_by_the_client_itself(string only, string version)
    {
        await using var rig = new TlsRig();
        var output = await AskAsync(rig, rig.World.Issue(), [only]);
        Assert.Matches($@"Protocol\s*: {version}\s", output);
        Assert.Matches("issuer=CN ?= ?World", output);
        Assert.Equal([NotInspectedReason.Certificate], rig.Observer.NotInspectedReasons);
        Assert.Empty(rig.Observer.Exchanges);
    }

    [Theory]
    [InlineData(1024, "SHA256")]
    [InlineData(0, "SHA1")]
    public async Task An_upstream_with_a_weak_certificate_is_met_by_the_client_itself(int rsaBits, string hash)
    {
        await using var rig = new TlsRig();
        var output = await AskAsync(rig, rig.World.Issue(new LeafSpec { RsaBits = rsaBits, Hash = new HashAlgorithmName(hash) }), ["-tls1_2"]);
        Assert.Matches(@"Protocol\s*: TLSv1\.2\s", output);
        Assert.Matches("issuer=CN ?= ?World", output);
        Assert.Equal([NotInspectedReason.Certificate], rig.Observer.NotInspectedReasons);
        Assert.Empty(rig.Observer.Exchanges);
    }

    [Fact]
    public async Task An_upstream_that_is_good_enough_is_met_through_us()
    {
        await using var rig = new TlsRig();
        var output = await AskAsync(rig, rig.World.Issue(), ["-tls1_2"]);
        Assert.Matches("issuer=CN ?= ?Ours", output);
        Assert.StartsWith("GET / HTTP/1.0", Assert.Single(rig.Observer.Exchanges).Request.Head, StringComparison.Ordinal);
    }

    /// <summary>Each reaches this upstream by itself, and could agree with us on nothing, or not on a certificate of ours.</summary>
    [Theory]
    [InlineData("-tls1_2 -groups X25519")]
    [InlineData("-tls1_2 -groups P-384:P-521")]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")]
    [InlineData("-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256")]
    public async Task A_client_that_could_not_agree_with_us_is_left_to_its_upstream(string client)
    {
        await using var rig = new TlsRig();
        var output = await AskAsync(
            rig, rig.World.Issue(new LeafSpec { RsaBits = 2048 }), ["-ciphersuites", "TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256"], client.Split(' '));
        Assert.Matches("issuer=CN ?= ?World", output);
        Assert.Equal([NotInspectedReason.Mismatch], rig.Observer.NotInspectedReasons);
        Assert.Empty(rig.Proxy.Bypassed);
    }

    [Theory]
    [InlineData("-tls1_2 -groups X25519:P-256")]
    [InlineData("-tls1_3 -groups X25519")]
    [InlineData("-tls1_3 -groups P-521")]
    [InlineData("-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256")]
    [InlineData("-groups P-384 -sigalgs ECDSA+SHA256:RSA-PSS+SHA256")]
    public async Task A_client_that_can_agree_with_us_is_met_by_us(string client)
    {
        await using var rig = new TlsRig();
        var output = await AskAsync(rig, rig.World.Issue(new LeafSpec { RsaBits = 2048 }), [], client.Split(' '));
        Assert.Matches("issuer=CN ?= ?Ours", output);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    /// <summary>What OpenSSL's client, which minds nothing, says of a page of OpenSSL's server, which minds nothing either.</summary>
    private static async Task<string> AskAsync(TlsRig rig, X509Certificate2 certificate, string[] serves, params string[] asks)
    {
        using var folder = new TemporaryFolder();
        AsymmetricAlgorithm key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()!;
        var file = folder.Write("server.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        using var server = Tool.Start(
            "openssl", ["s_server", "-accept", "127.0.0.1:0", "-cert", file, "-key", file, "-www", "-cipher", "ALL:@SECLEVEL=0", .. serves]);
        try
        {
            var port = await PortAsync(server);
            using var client = Tool.Start(
                "openssl",
                [
                    "s_client", "-proxy", rig.Proxy.Endpoint.ToString(), "-connect", $"{TlsRig.Host}:{port}", "-servername", TlsRig.Host,
                    "-cipher", "ALL:@SECLEVEL=0", "-min_protocol", "TLSv1", "-ign_eof", .. asks,
                ]);
            await client.StandardInput.WriteAsync("GET / HTTP/1.0\r\n\r\n");
            await client.StandardInput.FlushAsync();
            var output = await client.StandardOutput.ReadToEndAsync().WaitAsync(Peer.Patience);
            await client.WaitForExitAsync().WaitAsync(Peer.Patience);
            Assert.True(output.Contains("HTTP/1.0 200 ok", StringComparison.Ordinal), output + await client.StandardError.ReadToEndAsync());
            return output;
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task<int> PortAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync().WaitAsync(Peer.Patience) is { } line)
        {
            if (line.StartsWith("ACCEPT ", StringComparison.Ordinal))
                return int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture);
        }

        Assert.Fail(await server.StandardError.ReadToEndAsync());
        return 0;
    }
}
