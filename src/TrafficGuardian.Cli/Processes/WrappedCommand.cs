namespace TrafficGuardian.Cli.Processes;

/// <summary>Runs the user's command in front of the user, as if it had been called directly.</summary>
internal static class WrappedCommand
{
    /// <param name="command">The command and its arguments.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="context">Where messages go.</param>
    /// <returns>Its own exit code, 128 + signal, or 126 or 127 where it could not be run.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, CliContext context)
    {
        if (CommandLookup.Find(command[0], environment.GetValueOrDefault("PATH")) is not { } found)
        {
            var remedy = command[0].Contains('/') ? "Check its path." : "Check its name, or PATH, or give a path with a slash.";
            throw new CommandFailure(ExitCodes.NotFound, $"{Shown(command[0])}: command not found. {remedy}");
        }

        if (!found.Executable)
        {
            throw new CommandFailure(ExitCodes.NotExecutable, $"{Shown(found.Path)}: is not an executable file. Check its rights: chmod +x makes a script executable.");
        }

        var child = new ChildProcess(context.Time);
        using var signals = new SignalRelay(child);
        var modes = ControllingTerminal.SaveModes();
        var error = child.Start(found.Path, command, environment);
        if (error != 0)
        {
            throw CantStart(found.Path, error);
        }

        var exit = await child.WaitAsync().ConfigureAwait(false);
        if (exit.Signal != 0)
        {
            ControllingTerminal.RestoreModes(modes);
        }

        return exit.Code;
    }

    private static CommandFailure CantStart(string path, int error) => new(ExitCodes.NotExecutable, error == Libc.NoSuchFile
        ? $"{Shown(path)}: the interpreter that its first line names, or a library it needs, is missing."
        : $"{Shown(path)}: can't be executed (error {error}). Check its rights, and that it was made for this machine.");

    /// <summary>A name as typed, control characters taken out, cut where it is longer than a name.</summary>
    private static string Shown(string name)
    {
        var text = new string([.. name.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);
        return text.Length < name.Length ? text + "..." : text;
    }
}
