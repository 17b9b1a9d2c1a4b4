using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary>What every section is checked against.</summary>
/// <param name="Context">Platform, folders and environment.</param>
/// <param name="Problems">Where to say what is wrong.</param>
/// <param name="Warnings">Where to say what has no effect.</param>
/// <param name="Patterns">Names of all patterns; empty where they are not known and only their form is checked.</param>
internal sealed record BindingScope(
    PlatformContext Context, ProblemList Problems, List<string> Warnings, IReadOnlyCollection<string> Patterns)
{
    /// <summary>The time at which a CA is to be valid.</summary>
    public required DateTimeOffset Now { get; init; }
}
