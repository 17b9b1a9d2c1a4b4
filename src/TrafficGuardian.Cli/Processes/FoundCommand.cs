namespace TrafficGuardian.Cli.Processes;

/// <summary>A command's file.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Executable">Whether it may be executed by us.</param>
internal sealed record FoundCommand(string Path, bool Executable);
