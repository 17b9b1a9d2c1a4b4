using System.Runtime.InteropServices;

namespace TrafficGuardian.Cli.Processes;

/// <summary>What a started program gets as its standard streams, and whom it belongs to.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SpawnStreams
{
    /// <summary>Ours, in our session and process group: the program is the one in front of the user.</summary>
    public static SpawnStreams Inherited { get; }

    public bool IsDetached { get; private init; }

    /// <summary>The descriptor that output and errors go to, where it is detached.</summary>
    public int Output { get; private init; }

    /// <summary>
    /// A session of its own, nothing to read, and one descriptor for output and errors: nothing that waits for us waits for it.
    /// </summary>
    public static SpawnStreams Detached(int output) => new() { IsDetached = true, Output = output };
}
