using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace TrafficGuardian.Monitor.Diagnostics;

/// <summary>One line of the diagnostics log.</summary>
internal static class DiagnosticsLine
{
    private const int MaxTextChars = 1_000;
    private const int MaxInner = 4;

    public static string Format(DateTimeOffset time, LogLevel level, string category, EventId id, string text)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {NameOf(level)} {category} {id.Id} ");
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, MaxTextChars)))
        {
            line.Append(char.IsControl(character) ? ' ' : character);
        }

        return line.Append('\n').ToString();
    }

    /// <summary>The kinds of an exception and of those inside it, and where the first was thrown; empty for none.</summary>
    public static string Describe(Exception? exception)
    {
        var text = new StringBuilder();
        var current = exception;
        for (var depth = 0; current is not null && depth < MaxInner; depth++, current = current.InnerException)
        {
            text.Append(depth == 0 ? ": " : " < ").Append(current.GetType().Name);
        }

        if (exception?.StackTrace?.Split('\n')[0].Trim() is { Length: > 0 } place)
        {
            text.Append(' ').Append(place);
        }

        return text.ToString();
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
