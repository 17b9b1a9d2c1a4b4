using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Containers;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Diagnostics;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Posture;
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
/// <item>containers are served;</item>
/// <item>the posture fragment says so too, and is kept true from then on.</item>
/// </list>
/// Stopping goes the other way: requests are finished, what passed is inspected, findings are written, the state is removed, and the
/// posture says that it has stopped.
/// </summary>
public sealed partial class MonitorHost : IAsyncDisposable
{
    /// <summary>How long requests in flight may take at the end where nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultDrain = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWaitForPosture = TimeSpan.FromSeconds(1);

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
    private readonly PostureKeeper _posture;
    private readonly CurrentSetup _current;
    private readonly RunningState _state;
    private readonly ConfigOnDisk _config;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DateTimeOffset _startedAt;
    private readonly FindingHistory _history;
    private readonly Lock _reloading = new();
    private readonly MonitorReload _reload;
    private ControlServer? _control;
    private ContainerLoop? _containers;
    private Task? _stopping;

    private MonitorHost(MonitorSetup setup, InstanceFolder instance, TimeProvider time, HandedListeners listeners, ServiceNotice notice)
    {
        _current = new CurrentSetup(setup);
        _notice = notice;
        _instance = instance;
        _time = time;
        _startedAt = time.GetUtcNow();
        _home = new StateHome(setup.Context);
        _state = new RunningState(instance, StateNow);
        _config = new ConfigOnDisk(setup, time);
        _diagnostics = new DiagnosticsLog(_home.DiagnosticsLog, time);
        _logger = _diagnostics.CreateLogger("Monitor");
        var config = setup.Config;
        _log = new FindingLog(
            new FindingLogOptions { Folder = FindingsFolder, MaxFileBytes = config.Log.MaxFileBytes, MaxFiles = config.Log.MaxFiles },
            _diagnostics.CreateLogger("Log"));
        var gating = new FindingGateOptions { DedupWindow = TimeSpan.FromSeconds(config.DedupWindowSeconds), Exceptions = config.Exceptions };
        _gate = new FindingGate(gating, [_log], time, _diagnostics.CreateLogger("Findings"));
        _pipeline = new InspectionPipeline(_current.Inspection(), setup.Detector, _gate, time, _diagnostics.CreateLogger("Inspection"));
        _reload = new MonitorReload(_current, _pipeline, _gate, _state, time, _logger);
        Options = _current.Proxy(listeners, time);
        _history = new FindingHistory(FindingsFolder);
        Disclosures = new DisclosureDesk(Status, _history, _config.DisclosedCheck, _config.Stamp, time);
        _proxy = new ProxyServer(Options, _pipeline, _diagnostics.CreateLogger("Proxy"));
        _posture = new PostureKeeper(setup.Context, instance, FindingsFolder, PostureNow, time, _diagnostics.CreateLogger("Posture"));
    }

    /// <summary>The address really bound.</summary>
    public IPEndPoint Endpoint => _proxy.Endpoint;

    /// <summary>The newest file of the finding log.</summary>
    public string FindingsFile => _home.FindingsFile(Setup.Config.Log.Directory);

    /// <summary>The routes that are served, with the addresses really bound.</summary>
    public IReadOnlyList<ProxyRoute> Routes => _proxy.Routes;

    /// <summary>Completes when the monitor has stopped, whoever asked for it.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Answers those who may not be told everything.</summary>
    internal DisclosureDesk Disclosures { get; }

    /// <summary>What the proxy was made with.</summary>
    internal ProxyOptions Options { get; }

    private string FindingsFolder => _home.FindingsFolder(Setup.Config.Log.Directory);

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
            await host.PostureWrittenAsync();
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
    public async Task FlushAsync()
    {
        await _pipeline.FlushAsync();
        await Task.Run(_posture.TryRefresh);
    }

    /// <summary>What <c>status</c> answers.</summary>
    public StatusDocument Status()
    {
        var now = _time.GetUtcNow();
        return new StatusDocument
        {
            State = "running",
            Platform = Setup.Context.Kind.Name(),
            Pid = Environment.ProcessId,
            Listen = Endpoint.ToString(),
            Home = _home.Root,
            StartedAt = StatusTime.Text(_startedAt),
            UptimeSeconds = Math.Max(0, (long)(now - _startedAt).TotalSeconds),
            HttpsInspection = Setup.Config.HttpsInspection.Enabled,
            CaFingerprintSha256 = Setup.Authority?.Certificate.Fingerprint,
            CaExpiresAt = Setup.Authority is { } authority ? StatusTime.Text(authority.Certificate.NotAfter) : null,
            ConfigSha256 = Setup.ConfigSha256,
            Routes = [.. Routes.Select(RouteStatus.Of)],
            BypassedHosts = [.. _proxy.Bypassed.Select(host => BypassedHostStatus.Of(host, Setup.Detector))],
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
        ReloadResult result;
        lock (_reloading)
        {
            _notice.Reloading();
            try
            {
                result = _reload.Now();
            }
            finally
            {
                TellReady();
            }
        }

        _posture.TryRefresh();
        return result;
    }

    /// <summary>The posture fragment; null where the finding log can't be read.</summary>
    internal byte[]? Posture() => _posture.Refresh()?.ToUtf8();

    /// <summary>The hosts that were asked for since the start, redacted as in a finding.</summary>
    internal SeenHostsResult SeenHosts() => new()
    {
        Hosts = [.. _pipeline.Hosts.All().Select(host => new SeenHostStatus { Host = Setup.Detector.SafeDestination(host.Host), Content = host.WithContent })],
        Complete = _pipeline.Hosts.AreAll,
    };

    internal IEnumerable<Finding> Findings(FindingFilter filter) => new FindingLogReader(FindingsFolder).Read(filter);

    internal ConfigCheckResult CheckConfig() => _config.Check();

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
        _posture.Dispose();
        Setup.Authority?.Dispose();
        await _diagnostics.DisposeAsync();
    }

    private void TellReady() => _notice.Ready($"Listening on {Endpoint}");

    private void Start()
    {
        Listen();
        _control = StartControl();
        _state.Write();
        _containers = ContainerService.Start(Setup, _home, _instance, Disclosures, _history, _time, _diagnostics.CreateLogger("Containers"));
        _posture.Begin();
        Started(_logger, Endpoint.ToString());
    }

    private MonitorSetup Setup => _current.Setup;

    private StateRecord StateNow() => StateRecord.ForThisProcess(Setup.Context.Kind, Endpoint.ToString(), _instance, _startedAt) with
    {
        ConfigSha256 = Setup.ConfigSha256,
        HttpsInspection = Setup.Config.HttpsInspection.Enabled,
        CaFingerprintSha256 = Setup.Authority?.Certificate.Fingerprint,
        CaExpiresAt = Setup.Authority?.Certificate.NotAfter,
    };

    private PostureFragment PostureNow() => new()
    {
        Platform = Setup.Context.Kind.Name(),
        MonitorStatus = PostureFragment.Running,
        HttpsInspection = Setup.Config.HttpsInspection.Enabled,
        CaFingerprintSha256 = Setup.Authority?.Certificate.Fingerprint,
        ConfigSha256 = Setup.ConfigSha256,
        FindingLogSha256 = "",
        GeneratedAt = default,
    };

    /// <summary>A short log is read before anybody is told that the monitor runs; a long one keeps nobody waiting.</summary>
    private async Task PostureWrittenAsync()
    {
        try
        {
            await _posture.First.WaitAsync(LongestWaitForPosture, _time);
        }
        catch (TimeoutException)
        {
            // It is written when the log is read.
        }
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
            _state.Remove();
            await _posture.EndAsync();
            StoppedNow(_logger);
        }
        finally
        {
            // Whoever waits for the end must not wait for ever because a part of it failed.
            _stopped.SetResult();
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Listening on {Address}")]
    private static partial void Started(ILogger logger, string address);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Stopped")]
    private static partial void StoppedNow(ILogger logger);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error, Message = "No control socket: {Kind}")]
    private static partial void ControlFailed(ILogger logger, string kind);
}
