using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Control;

/// <summary>A monitor as the control socket sees it.</summary>
internal sealed class MadeHandler : IControlHandler
{
    public TaskCompletionSource Flushed { get; } = new();

    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TimeSpan? StopTimeout { get; private set; }

    public Func<StatusDocument> OnStatus { get; set; } = () => new StatusDocument
    {
        State = "running",
        Platform = "picoclaw",
        Home = "/home/agent",
        HttpsInspection = false,
    };

    public StatusDocument Status() => OnStatus();

    public IEnumerable<Finding> Findings(FindingFilter filter) =>
        Enumerable.Range(0, 5).Select(_ => MadeFindings.Finding()).Where(filter.Matches).TakeLast(filter.Limit ?? 0);

    public Task FlushAsync(CancellationToken cancellation)
    {
        Asked.TrySetResult();
        return Flushed.Task.WaitAsync(cancellation);
    }

    public Task StopAsync(TimeSpan? timeout)
    {
        StopTimeout = timeout;
        return Task.CompletedTask;
    }

    public ReloadResult Reload() => new() { Applied = true, RestartNeeded = ["listen"] };

    public ConfigCheckResult CheckConfig() => new() { Valid = false, Problems = ["mode: must be detect"] };

    public SeenHostsResult Hosts() => new() { Hosts = [new SeenHostStatus { Host = "seen.example", Content = true }], Complete = true };

    public byte[] Disclose(System.Text.Json.JsonElement question) => TrafficGuardian.Monitor.Disclosure.DisclosureAnswer.Failure("UNKNOWN_TYPE", "made");

    public byte[]? Posture() => null;
}
