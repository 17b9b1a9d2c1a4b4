namespace TrafficGuardian.Monitor.Control;

/// <summary>The limits of a <see cref="ControlServer"/>.</summary>
internal sealed record ControlServerOptions
{
    /// <summary>Where the socket is made, absolute. What lies there is replaced.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Longest request, in bytes. Default 65,536.</summary>
    public int MaxRequestBytes { get; init; } = 65_536;

    /// <summary>Longest wait for a request, and for its answer (<c>flush</c> and <c>stop</c> excepted). Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections served at once. Default 16.</summary>
    public int MaxConnections { get; init; } = 16;
}
