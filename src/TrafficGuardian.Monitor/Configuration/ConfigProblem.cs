namespace TrafficGuardian.Monitor.Configuration;

/// <summary>One thing that is wrong with the configuration. Never quotes a value.</summary>
/// <param name="Place">The key's path (<c>log.max_files</c>), the environment variable, the option, or the file.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ConfigProblem(string Place, string Message, string Remedy)
{
    /// <summary>Line in the configuration file, from 1; 0 where the file is not meant.</summary>
    public int Line { get; init; }

    /// <summary>Column in that line, in bytes from 1; 0 where the file is not meant.</summary>
    public int Column { get; init; }

    public override string ToString() =>
        $"{Place}{(Line > 0 ? $" (line {Line}, column {Column})" : "")}: {Message}; {Remedy}";
}
