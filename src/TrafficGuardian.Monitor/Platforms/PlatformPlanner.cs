namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Asks a platform's adapter for its plan. Adapters look at facts only: no file, no socket, no clock.</summary>
public static class PlatformPlanner
{
    /// <summary>The plan for these facts.</summary>
    public static PlatformPlan Plan(PlatformFacts facts) => facts.Context.Kind switch
    {
        PlatformKind.Picoclaw => PicoclawAdapter.Plan(facts),
        PlatformKind.Nanoclaw => NanoclawAdapter.Plan(facts),
        PlatformKind.Openclaw => OpenclawAdapter.Plan(facts),
        PlatformKind.Hermes => HermesAdapter.Plan(facts),
        _ => throw new ArgumentOutOfRangeException(nameof(facts)),
    };

    /// <summary>Where a platform that has one keeps environment variables of its own: <c>.env</c> in its home.</summary>
    public static string DotenvPath(PlatformContext context) => PlatformResolver.PlatformHome(context) + "/.env";
}
