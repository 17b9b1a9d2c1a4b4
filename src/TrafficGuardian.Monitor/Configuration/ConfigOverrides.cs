namespace TrafficGuardian.Monitor.Configuration;

/// <summary>What the command line says; it wins over the environment, which wins over the file. Null means: not said.</summary>
public sealed record ConfigOverrides
{
    /// <summary>Nothing is overridden.</summary>
    public static ConfigOverrides None { get; } = new();

    /// <summary><c>--listen</c>, in the form of <c>listen</c>.</summary>
    public string? Listen { get; init; }

    /// <summary><c>--https</c>: <c>https_inspection.enabled</c>.</summary>
    public bool? HttpsInspection { get; init; }

    /// <summary>What <c>upstream.proxy</c> is where nothing says it; <c>run</c> gives <c>environment</c>.</summary>
    public string? DefaultUpstreamProxy { get; init; }

    /// <summary>For <c>run</c>: a free loopback port, and the proxy that the environment already had.</summary>
    public static ConfigOverrides ForRun(bool https) => new()
    {
        Listen = "127.0.0.1:0",
        HttpsInspection = https ? true : null,
        DefaultUpstreamProxy = "environment",
    };
}
