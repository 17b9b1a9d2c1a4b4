namespace TrafficGuardian.Cli;

/// <summary>Ends a command with a message for the user: cause and remedy, never content.</summary>
internal sealed class CommandFailure : Exception
{
    public CommandFailure(int exitCode, string message)
        : base(message) => ExitCode = exitCode;

    public int ExitCode { get; }
}
