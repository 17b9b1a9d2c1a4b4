namespace TrafficGuardian.Cli.Output;

/// <summary>What a terminal draws differently (ECMA-48, select graphic rendition).</summary>
internal static class Style
{
    public static string Bold(string text) => With("1", text);

    /// <summary>Colours a text that is the name of a severity; any other is left alone.</summary>
    public static string OfSeverity(string text, string severity) => severity switch
    {
        "critical" => With("1;31", text),
        "high" => With("31", text),
        "medium" => With("33", text),
        "low" => With("2", text),
        _ => text,
    };

    private static string With(string codes, string text) => $"\e[{codes}m{text}\e[0m";
}
