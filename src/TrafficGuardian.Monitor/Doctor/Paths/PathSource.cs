using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>What a platform's reader looks at.</summary>
/// <param name="Facts">The platform's files and environment, as adapters have them.</param>
/// <param name="IsMonitor">Whether a proxy's URL leads to the monitor.</param>
/// <param name="Tree">NanoClaw's project; null where it was not found, or for another platform.</param>
internal sealed record PathSource(PlatformFacts Facts, Func<string, bool> IsMonitor, NanoclawProject? Tree)
{
    /// <summary>The proxy that a text names, if it names one.</summary>
    public OwnProxy? Proxy(string place, string? value) => value is null ? null : new OwnProxy(place, IsMonitor(value));
}
