namespace TrafficGuardian.Monitor.Platforms;

/// <summary>How a platform is called on the command line, in findings and in environment names.</summary>
public static class PlatformNames
{
    /// <summary>Every platform, in the order in which help texts list them.</summary>
    public static IReadOnlyList<PlatformKind> All { get; } =
        [PlatformKind.Picoclaw, PlatformKind.Nanoclaw, PlatformKind.Openclaw, PlatformKind.Hermes];

    /// <summary><c>picoclaw</c>, <c>nanoclaw</c>, <c>openclaw</c> or <c>hermes</c>.</summary>
    public static string Name(this PlatformKind kind) => kind switch
    {
        PlatformKind.Picoclaw => "picoclaw",
        PlatformKind.Nanoclaw => "nanoclaw",
        PlatformKind.Openclaw => "openclaw",
        PlatformKind.Hermes => "hermes",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The reserved environment name that ends in <paramref name="suffix"/>, such as <c>PICOCLAW_TRAFFIC_GUARDIAN_MODE</c>.</summary>
    public static string ReservedVariable(this PlatformKind kind, string suffix) =>
        $"{kind.Name().ToUpperInvariant()}_TRAFFIC_GUARDIAN_{suffix}";

    /// <summary>How far trust in the CA goes on it: <c>runtime</c> where agents run in containers, else <c>process</c>.</summary>
    public static string TrustScope(this PlatformKind kind) => kind == PlatformKind.Nanoclaw ? "runtime" : "process";

    /// <summary>Reads a platform's name, exactly as <see cref="Name"/> writes it.</summary>
    public static bool TryParse(string text, out PlatformKind kind)
    {
        foreach (var candidate in All)
        {
            if (candidate.Name() == text)
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
