using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Answers the control socket for a host.</summary>
internal sealed class ControlHandler(MonitorHost host) : IControlHandler
{
    public StatusDocument Status() => host.Status();

    public IEnumerable<Finding> Findings(FindingFilter filter) => host.Findings(filter);

    public Task FlushAsync(CancellationToken cancellation) => host.FlushAsync().WaitAsync(cancellation);

    public Task StopAsync(TimeSpan? timeout) => host.StopAsync(timeout ?? MonitorHost.DefaultDrain);

    public ReloadResult Reload() => host.Reload();

    public ConfigCheckResult CheckConfig() => host.CheckConfig();

    public byte[]? Posture() => host.Posture();
}
