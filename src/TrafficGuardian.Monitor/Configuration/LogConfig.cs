namespace TrafficGuardian.Monitor.Configuration;

/// <summary><c>log</c>: where findings are kept, and how many.</summary>
public sealed record LogConfig
{
    /// <summary>Inside the home. Default <c>findings</c>.</summary>
    public string Directory { get; init; } = "findings";

    /// <summary>Size at which a file is rotated. Default 10,485,760; 65,536 to 1,073,741,824.</summary>
    public long MaxFileBytes { get; init; } = 10_485_760;

    /// <summary>Files kept, the newest included. Default 8; 1 to 1,000.</summary>
    public int MaxFiles { get; init; } = 8;
}
