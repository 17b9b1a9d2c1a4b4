namespace TrafficGuardian.Cli.Processes;

/// <summary>Finds a command as a shell does, but never in the current folder by accident.</summary>
internal static class CommandLookup
{
    private const string UsualPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>
    /// A name with a slash is taken as it is. Any other is looked for in the absolute folders of <paramref name="searchPath"/>;
    /// empty and relative entries mean the current folder, which whoever wrote a file there controls, and are passed over.
    /// </summary>
    /// <returns>The path, and whether it may be executed; null where there is no such file.</returns>
    public static FoundCommand? Find(string command, string? searchPath)
    {
        if (command.Contains('/'))
        {
            return Look(command);
        }

        FoundCommand? second = null;
        foreach (var folder in (searchPath ?? UsualPath).Split(':'))
        {
            if (command.Length > 0 && folder.StartsWith('/') && Look(Path.Combine(folder, command)) is { } found)
            {
                if (found.Executable)
                {
                    return found;
                }

                second ??= found;
            }
        }

        return second;
    }

    private static FoundCommand? Look(string path)
    {
        if (Directory.Exists(path))
        {
            return new FoundCommand(path, Executable: false);
        }

        return File.Exists(path) ? new FoundCommand(path, Libc.Access(path, Libc.Executable) == 0) : null;
    }
}
