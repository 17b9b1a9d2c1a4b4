using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Platforms;

/// <summary>Contexts for tests, from pairs of names and values.</summary>
internal static class Context
{
    public static IReadOnlyDictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value);

    public static PlatformContext Of(PlatformKind kind, string home, params (string Name, string Value)[] variables) =>
        new(kind, home, home + "/config.json", "/home/u", Environment(variables));
}
