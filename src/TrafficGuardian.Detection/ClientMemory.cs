using TrafficGuardian.Detection.Sequences;

namespace TrafficGuardian.Detection;

/// <summary>
/// What is remembered of one client, whichever destinations it speaks with: the steps that the tools of its agents took of late.
/// Bounded; holds digests and redacted words only; thread-safe.
/// </summary>
public sealed class ClientMemory
{
    /// <summary>About how many bytes it takes.</summary>
    public const int Footprint = SessionSteps.Footprint;

    internal SessionSteps Steps { get; } = new();

    /// <summary>Wipes everything.</summary>
    public void Clear() => Steps.Clear();
}
