using System.Runtime.InteropServices;

namespace TrafficGuardian.Cli.Processes;

/// <summary>How a program ended.</summary>
/// <param name="Code">Its exit code; 128 + signal where a signal ended it.</param>
/// <param name="Signal">The signal, or 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChildExit(int Code, int Signal);
