namespace TrafficGuardian.Monitor.Configuration;

/// <summary>What the command line says; it wins over the environment, which wins over the file. Null means: not said.</summary>
public sealed record ConfigOverrides
{
    /// <summary>Nothing is overridden.</summary>
    public static ConfigOverrides None { get; } = new();

    /// <summary><c>--listen</c>, in the form of <c>listen</c>.</summary>
    public string? Listen { get; init; }

    /// <summary>
    /// <c>https_inspection.enabled</c>. True is the operator's <c>--https</c>, who thereby says for whom trust is meant where
    /// nothing else does; false leaves CA material alone, whatever the configuration says about it.
    /// </summary>
    public bool? HttpsInspection { get; init; }

    /// <summary>What <c>upstream.proxy</c> is where nothing says it; <c>run</c> gives <c>environment</c>.</summary>
    public string? DefaultUpstreamProxy { get; init; }

    /// <summary>Whether a route whose address is taken is left out: one of several monitors side by side serves it. <c>run</c> says so.</summary>
    public bool RoutesMayBeMissing { get; init; }

    /// <summary>For verbs that work on CA material itself, which may be missing.</summary>
    public static ConfigOverrides WithoutHttps { get; } = new() { HttpsInspection = false };

    /// <summary>
    /// For <c>run</c>: a free loopback port, and the proxy that the environment already had. HTTPS is opened where its
    /// command is given the CA, which <c>--https</c> alone does.
    /// </summary>
    public static ConfigOverrides ForRun(bool https) => new()
    {
        Listen = "127.0.0.1:0",
        RoutesMayBeMissing = true,
        HttpsInspection = https,
        DefaultUpstreamProxy = "environment",
    };
}
