namespace TrafficGuardian.Cli.Processes;

/// <summary>The user's command: found first, then run in front of the user as if it had been called directly.</summary>
internal sealed class WrappedCommand
{
    private readonly string _path;
    private readonly IReadOnlyList<string> _words;

    private WrappedCommand(string path, IReadOnlyList<string> words) => (_path, _words) = (path, words);

    /// <param name="words">The command and its arguments.</param>
    /// <param name="environment">Where <c>PATH</c> is taken from.</param>
    /// <exception cref="CommandFailure">There is no such command, or it can't be executed.</exception>
    public static WrappedCommand Find(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment)
    {
        if (CommandLookup.Find(words[0], environment.GetValueOrDefault("PATH")) is not { } found)
        {
            var remedy = words[0].Contains('/') ? "Check its path." : "Check its name, or PATH, or give a path with a slash.";
            throw new CommandFailure(ExitCodes.NotFound, $"{Shown(words[0])}: command not found. {remedy}");
        }

        return found.Executable
            ? new WrappedCommand(found.Path, words)
            : throw new CommandFailure(
                ExitCodes.NotExecutable, $"{Shown(found.Path)}: is not an executable file. Check its rights: chmod +x makes a script executable.");
    }

    /// <returns>Its own exit code; 128 + signal where a signal ended it.</returns>
    /// <exception cref="CommandFailure">The system can't execute it.</exception>
    public async Task<int> RunAsync(IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        var child = new ChildProcess(time);
        SignalRelay.To(child);
        var modes = ControllingTerminal.SaveModes();
        var error = child.Start(_path, _words, environment);
        if (error != 0)
        {
            throw CantStart(error);
        }

        var exit = await child.WaitAsync().ConfigureAwait(false);
        if (exit.Signal != 0)
        {
            ControllingTerminal.RestoreModes(modes);
        }

        return exit.Code;
    }

    private CommandFailure CantStart(int error) => new(ExitCodes.NotExecutable, error == Libc.NoSuchFile
        ? $"{Shown(_path)}: the interpreter that its first line names, or a library it needs, is missing."
        : $"{Shown(_path)}: can't be executed (error {error}). Check its rights, and that it was made for this machine.");

    /// <summary>A name as typed, control characters taken out, cut where it is longer than a name.</summary>
    private static string Shown(string name)
    {
        var text = Output.Printable.Of(name.Length > 200 ? name[..200] : name);
        return name.Length > 200 ? text + "..." : text;
    }
}
