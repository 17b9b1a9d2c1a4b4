using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;
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

    public SeenHostsResult Hosts() => host.SeenHosts();

    public byte[] Disclose(JsonElement question)
    {
        // The socket answers the owner's processes alone, who may read the log itself: every finding is theirs to see.
        var type = question.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
        return host.Disclosures.Answer(
            type, question.EnumerateObject().Where(static parameter => !parameter.NameEquals("type"u8)), Audience.Everything);
    }

    public byte[]? Posture() => host.Posture();
}
