using System.Net;
using System.Net.Sockets;
using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Services;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.Reach;

/// <summary>A monitor for NanoClaw that listens on a container's side, with what reads its findings.</summary>
internal sealed class BridgeMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("tg-bridge-").FullName;
    private readonly NetworkNamespace _namespace;
    private readonly PlatformContext _context;
    private MonitorHost _host = null!;

    private BridgeMonitor(NetworkNamespace space)
    {
        _namespace = space;
        var request = new PlatformRequest("nanoclaw", Path.Join(_folder, "home"), Config: null, _folder);
        _context = PlatformResolver.Resolve(request, new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder }, out _)!;
    }

    public MonitorHost Host => _host;

    public string Folder => _folder;

    /// <param name="space">Where it listens.</param>
    /// <param name="more">Further members of the configuration, with a comma before them.</param>
    /// <param name="routes">The ports of the configuration's routes, which get listeners in the namespace.</param>
    /// <param name="prepare">Makes what the configuration names.</param>
    public static async Task<BridgeMonitor> StartAsync(
        NetworkNamespace space, string more = "", int[]? routes = null, Action<PlatformContext>? prepare = null)
    {
        var monitor = new BridgeMonitor(space);
        var home = new StateHome(monitor._context);
        home.Create();
        prepare?.Invoke(monitor._context);
        monitor.Configure(more);
        var setup = MonitorSetup.Load(monitor._context, ConfigOverrides.None, out var problems, out _)
            ?? throw new InvalidOperationException(string.Join('\n', problems));
        var sockets = new HandedSockets([new HandedSocket("proxy", space.Listen()), .. (routes ?? []).Select(port => new HandedSocket(HandedSocket.RouteName(port), space.Listen()))]);
        monitor._host = await MonitorHost.StartAsync(setup, home.Instance, TimeProvider.System, new ServiceManager(sockets, ServiceNotice.None));
        return monitor;
    }

    public void Configure(string more) => SafeFile.Replace(_context.ConfigPath, Encoding.UTF8.GetBytes(
        $$"""{ "listen": "{{NetworkNamespace.Host}}:18870", "allow_remote": true, "allowed_clients": ["172.31.99.0/24"], "dedup_window_seconds": 0 {{more}} }"""));

    /// <summary>A container's connection to the monitor.</summary>
    public NetworkStream Connect(IPEndPoint? to = null, IPAddress? from = null) =>
        new(_namespace.Connect(to ?? _host.Endpoint, from ?? NetworkNamespace.Container), ownsSocket: true);

    /// <summary>Sends one request on a connection of its own and reads until the monitor closes.</summary>
    public async Task<string> AskAsync(string request)
    {
        await using var stream = Connect();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }

    public async Task<IReadOnlyList<Finding>> FindingsAsync()
    {
        await _host.FlushAsync();
        return [.. _host.Findings(FindingFilter.All)];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(TimeSpan.Zero);
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
