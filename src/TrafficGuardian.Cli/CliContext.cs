using System.Collections;
using TrafficGuardian.Monitor.Doctor.Gathering;

namespace TrafficGuardian.Cli;

/// <summary>What surrounds a command: streams, environment, clock. Made of the process, or of a test.</summary>
internal sealed record CliContext
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required Func<Stream> Input { get; init; }

    /// <summary>Standard output as bytes, for what is no text for people.</summary>
    public Func<Stream> Output { get; init; } = Console.OpenStandardOutput;

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The user's home by the machine's list of accounts, which counts where the environment names none.</summary>
    public string? AccountHome { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where this machine tells of itself.</summary>
    public Machine Machine { get; init; } = Machine.Here(Directory.GetCurrentDirectory());

    /// <summary>Whether standard output is a terminal that may be drawn on.</summary>
    public bool Interactive { get; init; }

    /// <summary>Whether colours are welcome (<see href="https://no-color.org"/>).</summary>
    public bool Colors => Interactive && !HasValue("NO_COLOR") && Environment.GetValueOrDefault("TERM") != "dumb";

    public static CliContext OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        Input = Console.OpenStandardInput,
        Environment = EnvironmentOfProcess(),
        AccountHome = HomeOfAccount(),
        Interactive = !Console.IsOutputRedirected,
    };

    // The runtime looks at HOME first, then at the list of accounts; an account without a home has none or "/".
    private static string? HomeOfAccount() =>
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile, System.Environment.SpecialFolderOption.DoNotVerify) is { Length: > 1 } home && Path.IsPathFullyQualified(home)
            ? home
            : null;

    private static Dictionary<string, string> EnvironmentOfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }

    private bool HasValue(string name) => !string.IsNullOrEmpty(Environment.GetValueOrDefault(name));
}
