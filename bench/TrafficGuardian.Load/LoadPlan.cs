using System.Net;

namespace TrafficGuardian.Load;

/// <summary>What a run of load does.</summary>
internal sealed record LoadPlan
{
    public required IPEndPoint Origin { get; init; }

    /// <summary>Where connections are opened to: the origin, or what stands before it.</summary>
    public required IPEndPoint Via { get; init; }

    public required RequestForm Form { get; init; }

    public string Path { get; init; } = "/bytes/1024";

    /// <summary>Each sends its next request when the reply to the one before is whole.</summary>
    public int Connections { get; init; } = 16;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>All connections together; the run ends with these or with <see cref="Duration"/>.</summary>
    public int Requests { get; init; } = int.MaxValue;
}
