namespace TrafficGuardian.Monitor.Configuration;

/// <summary><c>ipc</c>: how NanoClaw's groups ask.</summary>
public sealed record IpcConfig
{
    /// <summary>The IPC folder, or null.</summary>
    public string? Root { get; init; }

    /// <summary>Group name by client address.</summary>
    public IReadOnlyDictionary<string, string> GroupAddresses { get; init; } = new Dictionary<string, string>();

    /// <summary><c>own</c> (default) or <c>all</c>.</summary>
    public string FindingsScope { get; init; } = "own";
}
