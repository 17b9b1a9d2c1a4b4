namespace TrafficGuardian.Cli.Processes;

/// <summary>What a started program gets as its standard streams, and whom it belongs to.</summary>
internal enum SpawnStreams
{
    /// <summary>Ours, in our session and process group: the program is the one in front of the user.</summary>
    Inherited,

    /// <summary><c>/dev/null</c>, in a session of its own: nothing that waits for us waits for it.</summary>
    Detached,
}
