using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Cli.Tests.Https;

/// <summary>
/// Stands for the TLS internet: nginx with certificates of a CA of this test, and a proxy in front of it that the tests name as
/// the one the environment already had, so that made-up names reach it and are never looked up.
/// </summary>
internal sealed class TlsWorld : IAsyncDisposable
{
    private readonly Process _nginx;
    private readonly TunnelForwarder _forwarder;

    private TlsWorld(Process nginx, TunnelForwarder forwarder, string caFile)
    {
        _nginx = nginx;
        _forwarder = forwarder;
        CaFile = caFile;
    }

    /// <summary>The proxy that leads to nginx, whatever host is asked for.</summary>
    public string ProxyUrl => $"http://127.0.0.1:{_forwarder.Port}";

    /// <summary>The CA of the world's certificates.</summary>
    public string CaFile { get; }

    /// <summary>Hosts that were asked for, in order.</summary>
    public IReadOnlyCollection<string> Asked => _forwarder.Asked;

    /// <summary>Starts it. Skips the test where nginx is not installed.</summary>
    /// <param name="home">Whose folder holds its files.</param>
    /// <param name="names">The hosts that its certificate is for.</param>
    /// <param name="server">Lines of the server block: locations, TLS settings.</param>
    public static async Task<TlsWorld> StartAsync(TestHome home, string[] names, string server)
    {
        Tools.Need("nginx");
        using var authority = new WorldAuthority();
        var caFile = home.FileIn("world-ca.pem", authority.CertificatePem);
        var (certificate, key) = authority.Issue(names);
        home.FileIn("server.pem", certificate);
        home.FileIn("server.key", key);
        Directory.CreateDirectory(Path.Combine(home.Folder, "nginx"));

        // A port that is free now may be taken before nginx binds it; a second port is then tried.
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            var configuration = home.FileIn("nginx.conf", Configuration(home.Folder, port, server));
            var nginx = Process.Start(new ProcessStartInfo("nginx", ["-p", home.Folder, "-c", configuration])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            if (await ListensAsync(port, nginx))
                return new TlsWorld(nginx, new TunnelForwarder(port), caFile);
            Assert.True(attempt < 3, await nginx.StandardError.ReadToEndAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _forwarder.DisposeAsync();
        _nginx.Kill(entireProcessTree: true);
        await _nginx.WaitForExitAsync();
        _nginx.Dispose();
    }

    private static string Configuration(string folder, int port, string server) => $$"""
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        daemon off;
        worker_processes 1;
        pid {{folder}}/nginx/pid;
        error_log {{folder}}/nginx/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/nginx/body;
          proxy_temp_path {{folder}}/nginx/proxy;
          fastcgi_temp_path {{folder}}/nginx/fastcgi;
          uwsgi_temp_path {{folder}}/nginx/uwsgi;
          scgi_temp_path {{folder}}/nginx/scgi;
          default_type text/plain;
          server {
            listen 127.0.0.1:{{port}} ssl http2;
            ssl_certificate {{folder}}/server.pem;
            ssl_certificate_key {{folder}}/server.key;
            ssl_protocols TLSv1.2 TLSv1.3;
            root {{folder}}/www;
            {{server}}
          }
        }
        """;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Whether it took the port; false where it ended instead.</summary>
    private static async Task<bool> ListensAsync(int port, Process nginx)
    {
        while (!nginx.HasExited)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        }

        return false;
    }
}
