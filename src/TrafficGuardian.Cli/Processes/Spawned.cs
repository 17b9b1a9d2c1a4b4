using System.Runtime.InteropServices;

namespace TrafficGuardian.Cli.Processes;

/// <summary>What became of an attempt to start a program.</summary>
/// <param name="Pid">The process, where <paramref name="Error"/> is 0.</param>
/// <param name="Error">The system's error number, or 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Spawned(int Pid, int Error);
