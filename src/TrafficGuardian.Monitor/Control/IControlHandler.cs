using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Control;

/// <summary>What the control socket asks of a running monitor. Called from several threads at once.</summary>
internal interface IControlHandler
{
    StatusDocument Status();

    /// <summary>Findings, oldest first; <see cref="FindingFilter.Limit"/> is always set.</summary>
    IEnumerable<Finding> Findings(FindingFilter filter);

    /// <summary>Completes when everything that has passed is inspected and its findings are in the log.</summary>
    Task FlushAsync(CancellationToken cancellation);

    /// <summary>
    /// Begins to stop, and completes when requests in flight are finished or cut and the log is flushed. The server is disposed after
    /// that, never from within.
    /// </summary>
    /// <param name="timeout">How long requests in flight may take; null leaves it to the handler.</param>
    Task StopAsync(TimeSpan? timeout);

    ReloadResult Reload();

    ConfigCheckResult CheckConfig();

    /// <summary>The hosts that were asked for since the start.</summary>
    SeenHostsResult Hosts();

    /// <summary>The answer that a container would get, as one JSON object. Never throws.</summary>
    /// <param name="question">The question's <c>type</c> and its parameters.</param>
    byte[] Disclose(JsonElement question);

    /// <summary>The posture fragment as JSON, or null where there is none: answered with <c>UNAVAILABLE</c>.</summary>
    byte[]? Posture();
}
