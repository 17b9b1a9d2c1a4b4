using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Containers;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Diagnostics;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Services;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>
/// A running monitor. Starting one:
/// <list type="number">
/// <item>the log, the gate before it and the inspection before that are made: whatever fails there is counted, never thrown;</item>
/// <item>the proxy listens;</item>
/// <item>the control socket answers; without it the monitor works, and <c>stop</c> uses a signal;</item>
/// <item><c>state.json</c> is written whole, and says that all this is true;</item>
/// <item>containers are served.</item>
/// </list>
/// Stopping goes the other way: requests are finished, what passed is inspected, findings are written, the state is removed.
/// </summary>
public sealed partial class MonitorHost : IAsyncDisposable
{
    /// <summary>How long requests in flight may take at the end where nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultDrain = TimeSpan.FromSeconds(10);

    private readonly StateHome _home;
    private readonly InstanceFolder _instance;
    private readonly TimeProvider _time;
    private readonly ServiceNotice _notice;
    private readonly DiagnosticsLog _diagnostics;
    private readonly ILogger _logger;
    private readonly FindingLog _log;
    private readonly FindingGate _gate;
    private readonly InspectionPipeline _pipeline;
    private readonly ProxyServer _proxy;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DateTimeOffset _startedAt;
    private readonly FindingHistory _history;
    private readonly Lock _reloading = new();
    private MonitorSetup _setup;
    private DestinationAccess _access;
    private Func<string, int, bool> _intercepts;
    private ControlServer? _control;
    private ContainerLoop? _containers;
    private Task? _stopping;

    private MonitorHost(MonitorSetup setup, InstanceFolder instance, TimeProvider time, HandedListeners listeners, ServiceNotice notice)
    {
        _setup = setup;
        _notice = notice;
        _instance = instance;
        _time = time;
        _startedAt = time.GetUtcNow();
        _home = new StateHome(setup.Context);
        _diagnostics = new DiagnosticsLog(_home.DiagnosticsLog, time);
        _logger = _diagnostics.CreateLogger("Monitor");
        var config = setup.Config;
        _log = new FindingLog(
            new FindingLogOptions { Folder = FindingsFolder, MaxFileBytes = config.Log.MaxFileBytes, MaxFiles = config.Log.MaxFiles },
            _diagnostics.CreateLogger("Log"));
        var gating = new FindingGateOptions { DedupWindow = TimeSpan.FromSeconds(config.DedupWindowSeconds), Exceptions = config.Exceptions };
        _gate = new FindingGate(gating, [_log], time, _diagnostics.CreateLogger("Findings"));
        _access = DestinationAccess.For(config);
        var ownDomains = SearchDomains.OfThisMachine();
        var inspecting = new InspectionOptions
        {
            Platform = setup.Context.Kind.Name(),
            IsKnownInside = host => ownDomains.Hold(host) || Volatile.Read(ref _access).IsListed(host),
            MaxScanBytes = config.MaxScanBytes,
            MemoryBytes = config.InspectionMemoryBytes,
        };
        _pipeline = new InspectionPipeline(inspecting, setup.Detector, _gate, time, _diagnostics.CreateLogger("Inspection"));
        _intercepts = InterceptedHosts.For(config.HttpsInspection, setup.PlatformBypass);
        Options = new ProxyOptions
        {
            Listen = config.Listen,
            Listener = listeners.Proxy,
            ClientAllowed = ClientAccess.For(config),
            DestinationAllowed = (client, host, address) => Volatile.Read(ref _access).Allows(client, host, address),
            JudgeName = (client, host) => Volatile.Read(ref _access).Judge(client, host),
            UpstreamProxyFor = setup.Upstream.ProxyFor,
            Routes =
            [
                .. config.Routes.Select((route, index) => new ProxyRoute(route.Listen, route.Target)
                {
                    Listener = listeners.Routes[index],
                    MayBeMissing = setup.Overrides.RoutesMayBeMissing,
                }),
            ],
            UpstreamAuthorities = setup.UpstreamAuthorities,
            Interception = setup.Authority is not { } authority ? null : new InterceptionOptions
            {
                Authority = authority.WithPrivateKey,
                Intercepts = (host, port) => Volatile.Read(ref _intercepts)(host, port),
                CanVouchFor = authority.CanVouchFor,
            },
            Time = time,
        };
        _history = new FindingHistory(FindingsFolder);
        Disclosures = new DisclosureDesk(Status, _history, DisclosedCheck, time, () => ContainerService.Stamp(setup.Context.ConfigPath));
        _proxy = new ProxyServer(Options, _pipeline, _diagnostics.CreateLogger("Proxy"));
    }

    /// <summary>The address really bound.</summary>
    public IPEndPoint Endpoint => _proxy.Endpoint;

    /// <summary>The newest file of the finding log.</summary>
    public string FindingsFile => _home.FindingsFile(_setup.Config.Log.Directory);

    /// <summary>The routes that are served, with the addresses really bound.</summary>
    public IReadOnlyList<ProxyRoute> Routes => _proxy.Routes;

    /// <summary>Completes when the monitor has stopped, whoever asked for it.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Answers those who may not be told everything.</summary>
    internal DisclosureDesk Disclosures { get; }

    /// <summary>What the proxy was made with.</summary>
    internal ProxyOptions Options { get; }

    private string FindingsFolder => _home.FindingsFolder(_setup.Config.Log.Directory);

    /// <summary>Starts a monitor.</summary>
    /// <param name="setup">What it is made from.</param>
    /// <param name="instance">The place whose lock the caller holds as long as the monitor runs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="manager">What a service manager hands over and is told; null where there is none.</param>
    /// <exception cref="MonitorStartException">The address can't be listened on.</exception>
    /// <exception cref="StateException">The home is not ours alone, or can't be written.</exception>
    public static async Task<MonitorHost> StartAsync(MonitorSetup setup, InstanceFolder instance, TimeProvider time, ServiceManager? manager = null)
    {
        manager ??= ServiceManager.None;
        var listeners = HandedListeners.Choose(setup.Config, manager.Sockets);
        var home = new StateHome(setup.Context);
        home.CreateFolder(home.FindingsFolder(setup.Config.Log.Directory));
        var host = new MonitorHost(setup, instance, time, listeners, manager.Notice);
        try
        {
            host.Start();
            host.TellReady();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when everything that has passed is inspected and its findings are in the log.</summary>
    public Task FlushAsync() => _pipeline.FlushAsync();

    /// <summary>What <c>status</c> answers.</summary>
    public StatusDocument Status()
    {
        var now = _time.GetUtcNow();
        return new StatusDocument
        {
            State = "running",
            Platform = _setup.Context.Kind.Name(),
            Pid = Environment.ProcessId,
            Listen = Endpoint.ToString(),
            Home = _home.Root,
            StartedAt = StatusTime.Text(_startedAt),
            UptimeSeconds = Math.Max(0, (long)(now - _startedAt).TotalSeconds),
            HttpsInspection = _setup.Config.HttpsInspection.Enabled,
            CaFingerprintSha256 = _setup.Authority?.Certificate.Fingerprint,
            CaExpiresAt = _setup.Authority is { } authority ? StatusTime.Text(authority.Certificate.NotAfter) : null,
            ConfigSha256 = _setup.ConfigSha256,
            Routes = [.. Routes.Select(RouteStatus.Of)],
            BypassedHosts = [.. _proxy.Bypassed.Select(host => BypassedHostStatus.Of(host, _setup.Detector))],
            Traffic = TrafficStatus.Of(_proxy.Counters),
            Inspection = InspectionStatus.Of(_pipeline.Counters),
            Findings = FindingsStatus.Of(_gate.Snapshot()),
            Log = LogStatus.Of(_log),
            Ipc = _containers?.Ipc,
            Snapshot = _containers?.Snapshot,
        };
    }

    /// <summary>
    /// Reads the configuration again. Rules, secrets, exceptions, destination, inspection and bypass lists take effect at once, for messages
    /// that begin afterwards; for the rest the answer says that a restart is needed. Where anything is wrong nothing changes.
    /// </summary>
    public ReloadResult Reload()
    {
        lock (_reloading)
        {
            _notice.Reloading();
            try
            {
                return ReloadNow();
            }
            finally
            {
                TellReady();
            }
        }
    }

    internal IEnumerable<Finding> Findings(FindingFilter filter) => new FindingLogReader(FindingsFolder).Read(filter);

    internal ConfigCheckResult CheckConfig()
    {
        var setup = MonitorSetup.Load(_setup.Context, _setup.Overrides, out var problems, out _, _time);
        setup?.Authority?.Dispose();
        return new ConfigCheckResult { Valid = setup is not null, Problems = [.. problems.Select(problem => problem.ToString())] };
    }

    private DisclosedConfigCheck DisclosedCheck()
    {
        var setup = MonitorSetup.Load(_setup.Context, _setup.Overrides, out var problems, out var warnings, _time);
        setup?.Authority?.Dispose();
        return DisclosedConfigCheck.Of(problems, warnings);
    }

    /// <summary>
    /// Stops: nothing new is accepted, requests in flight are finished, findings are written, the state is removed.
    /// A second call waits for the first.
    /// </summary>
    /// <param name="drain">How long requests in flight may take before they are cut.</param>
    public Task StopAsync(TimeSpan drain)
    {
        lock (_stopped)
        {
            return _stopping ??= StopOnceAsync(drain);
        }
    }

    /// <summary>Stops, and lets the control socket finish its last answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(DefaultDrain);
        if (_control is not null)
        {
            await _control.DisposeAsync();
        }

        _history.Dispose();
        _setup.Authority?.Dispose();
        await _diagnostics.DisposeAsync();
    }

    private ReloadResult ReloadNow()
    {
        if (MonitorSetup.Load(_setup.Context, _setup.Overrides, out var problems, out _, _time) is not { } fresh)
        {
            ReloadRefused(_logger, problems.Count);
            return new ReloadResult { Applied = false, Problems = [.. problems.Select(problem => problem.ToString())] };
        }

        using var other = fresh.Authority;
        var restart = ConfigReload.NeedsRestart(
            _setup.Config, fresh.Config, other is not null && other.Certificate.Fingerprint != _setup.Authority?.Certificate.Fingerprint);
        var effective = ConfigReload.Effective(_setup.Config, fresh.Config);
        _setup = fresh.With(effective, _setup);
        _pipeline.Reload(fresh.Detector);
        _gate.Reload(effective.Exceptions);
        Volatile.Write(ref _access, DestinationAccess.For(effective));
        Volatile.Write(ref _intercepts, InterceptedHosts.For(effective.HttpsInspection, fresh.PlatformBypass));
        Reloaded(_logger, string.Join(", ", restart));
        return new ReloadResult { Applied = true, RestartNeeded = restart };
    }

    private void TellReady() => _notice.Ready($"Listening on {Endpoint}");

    private void Start()
    {
        Listen();
        _control = StartControl();
        (StateRecord.ForThisProcess(_setup.Context.Kind, Endpoint.ToString(), _instance, _startedAt) with
        {
            ConfigSha256 = _setup.ConfigSha256,
            HttpsInspection = _setup.Config.HttpsInspection.Enabled,
            CaFingerprintSha256 = _setup.Authority?.Certificate.Fingerprint,
            CaExpiresAt = _setup.Authority?.Certificate.NotAfter,
        }).Write(_instance);
        _containers = ContainerService.Start(_setup, _home, _instance, Disclosures, _history, _time, _diagnostics.CreateLogger("Containers"));
        Started(_logger, Endpoint.ToString());
    }

    private void Listen()
    {
        try
        {
            _proxy.Start();
        }
        catch (ListenException e)
        {
            throw new MonitorStartException($"{e.Address}: {ListenFault.Of(e.Error)}", e);
        }
    }

    private ControlServer? StartControl()
    {
        try
        {
            _home.CreateSocketFolder(_instance);
            var server = new ControlServer(
                new ControlServerOptions { SocketPath = _instance.ControlSocket }, new ControlHandler(this), _time, _diagnostics.CreateLogger("Control"));
            server.Start();
            return server;
        }
        catch (Exception e) when (e is StateException or SocketException or IOException or UnauthorizedAccessException)
        {
            ControlFailed(_logger, e.GetType().Name);
            return null;
        }
    }

    private async Task StopOnceAsync(TimeSpan drain)
    {
        _notice.Stopping();
        try
        {
            await _proxy.StopAsync(drain);
            await _proxy.DisposeAsync();
            await _pipeline.DisposeAsync();
            _log.Dispose();
            _containers?.Dispose();
            RemoveState();
            StoppedNow(_logger);
        }
        finally
        {
            // Whoever waits for the end must not wait for ever because a part of it failed.
            _stopped.SetResult();
        }
    }

    private void RemoveState()
    {
        try
        {
            SafeFile.Remove(_instance.StateFile);
        }
        catch (StateException)
        {
            // The next start finds it stale and cleans it.
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Listening on {Address}")]
    private static partial void Started(ILogger logger, string address);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Stopped")]
    private static partial void StoppedNow(ILogger logger);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "No control socket: {Kind}")]
    private static partial void ControlFailed(ILogger logger, string kind);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "Configuration read again; a restart is needed for: {Keys}")]
    private static partial void Reloaded(ILogger logger, string keys);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Warning, Message = "Configuration not read again; problems: {Count}")]
    private static partial void ReloadRefused(ILogger logger, int count);
}
