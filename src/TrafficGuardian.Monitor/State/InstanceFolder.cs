namespace TrafficGuardian.Monitor.State;

/// <summary>Where one monitor keeps what belongs to it alone: the home for <c>start</c>, <c>runs/ID</c> for each <c>run</c>.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="ControlSocket">The control socket's path; outside the folder where its path would be too long for a socket.</param>
public sealed record InstanceFolder(string Folder, string ControlSocket)
{
    /// <summary>The record of the running monitor (<c>state.json</c>).</summary>
    public string StateFile => Path.Join(Folder, "state.json");

    /// <summary>The file whose lock the running monitor holds.</summary>
    public string LockFile => Path.Join(Folder, "state.lock");
}
