using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Writes variables so that the reader of each format gets exactly the value, whatever it holds.</summary>
public static class EnvironmentExport
{
    private static readonly SearchValues<char> PlainInDotenv = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.,:/@%+");

    /// <summary>Reads a format's name, as <c>--format</c> takes it.</summary>
    public static bool TryParse(string text, out ExportFormat format)
    {
        (var known, format) = text switch
        {
            "sh" => (true, ExportFormat.Sh),
            "fish" => (true, ExportFormat.Fish),
            "powershell" => (true, ExportFormat.Powershell),
            "dotenv" => (true, ExportFormat.Dotenv),
            "docker" => (true, ExportFormat.Docker),
            "compose" => (true, ExportFormat.Compose),
            "systemd" => (true, ExportFormat.Systemd),
            "json" => (true, ExportFormat.Json),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>The variables as text, one or more lines, each ended by a line feed.</summary>
    /// <exception cref="ArgumentException">A name is none, or a value can't be written in this format (a line break for docker, a zero byte for any).</exception>
    public static string Write(IReadOnlyList<EnvironmentVariable> variables, ExportFormat format)
    {
        foreach (var variable in variables)
        {
            Check(variable, format);
        }

        return format switch
        {
            ExportFormat.Json => Json(variables),
            ExportFormat.Compose => "environment:\n" + Lines(variables, v => $"  {v.Name}: {ComposeValue(v.Value)}"),
            ExportFormat.Sh => Lines(variables, v => $"export {v.Name}={ShellQuote(v.Value)}"),
            ExportFormat.Fish => Lines(variables, v => $"set -gx {v.Name} {FishQuote(v.Value)}"),
            ExportFormat.Powershell => Lines(variables, v => $"$env:{v.Name} = {PowershellQuote(v.Value)}"),
            ExportFormat.Dotenv => Lines(variables, v => $"{v.Name}={DotenvValue(v.Value)}"),
            ExportFormat.Docker => Lines(variables, v => $"{v.Name}={v.Value}"),
            ExportFormat.Systemd => Lines(variables, v => $"Environment={SystemdQuote($"{v.Name}={v.Value}")}"),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>
    /// Lines that the format's reader skips; nothing where the format knows none. They belong behind the variables:
    /// a shell that is given all in one line, without quotes, takes the rest of it for a comment.
    /// </summary>
    /// <exception cref="ArgumentException">A line holds a line break.</exception>
    public static string Comment(IEnumerable<string> lines, ExportFormat format) => format == ExportFormat.Json ? "" : string.Concat(lines.Select(line =>
        line.Any(char.IsControl) ? throw new ArgumentException("a comment is one line", nameof(lines)) : $"# {line}\n"));

    /// <summary>A word as a POSIX shell reads it back: inside single quotes nothing is special.</summary>
    internal static string ShellQuote(string value) => $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static void Check(EnvironmentVariable variable, ExportFormat format)
    {
        if (variable.Name.Length == 0 || char.IsAsciiDigit(variable.Name[0]) || !variable.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new ArgumentException("a variable's name holds letters, digits and underscores only", nameof(variable));
        }

        if (variable.Value.Contains('\0') || (format == ExportFormat.Docker && variable.Value.AsSpan().IndexOfAny('\n', '\r') >= 0))
        {
            throw new ArgumentException($"{variable.Name}: its value can't be written in this format; choose another", nameof(variable));
        }
    }

    private static string Lines(IEnumerable<EnvironmentVariable> variables, Func<EnvironmentVariable, string> line) =>
        string.Concat(variables.Select(variable => line(variable) + "\n"));

    private static string FishQuote(string value) => $"'{Escaped(value, "\\'")}'";

    // PowerShell takes the typographic single quotes for quotes as well; a doubled one stands for itself.
    private static string PowershellQuote(string value)
    {
        var text = new StringBuilder("'");
        foreach (var c in value)
        {
            text.Append(c);
            if (c is '\'' or '\u2018' or '\u2019' or '\u201a' or '\u201b')
            {
                text.Append(c);
            }
        }

        return text.Append('\'').ToString();
    }

    // Readers agree on plain words, and on single quotes around what holds none; inside double quotes they undo \\, \", \$ and \n.
    private static string DotenvValue(string value) =>
        value.Length > 0 && !value.AsSpan().ContainsAnyExcept(PlainInDotenv) ? value
        : value.AsSpan().IndexOfAny('\'', '\n', '\r') < 0 ? $"'{value}'"
        : $"\"{Escaped(value, "\\\"$`")}\"".Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    // A double-quoted YAML scalar takes these escapes; Compose then replaces $NAME, for which $$ stands for $.
    private static string ComposeValue(string value) => ComposeQuote(value);

    /// <summary>A scalar of a Compose file.</summary>
    internal static string ComposeQuote(string value) => DoubleQuote(value).Replace("$", "$$", StringComparison.Ordinal);

    // Inside quotes systemd undoes C escapes, then expands %-specifiers.
    internal static string SystemdQuote(string assignment) => DoubleQuote(assignment).Replace("%", "%%", StringComparison.Ordinal);

    private static string DoubleQuote(string value) =>
        $"\"{string.Concat(Escaped(value, "\\\"").Select(c => c < ' ' || c == '\x7f' ? $"\\x{(int)c:x2}" : c.ToString()))}\"";

    private static string Escaped(string value, string special)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (special.Contains(c, StringComparison.Ordinal))
            {
                text.Append('\\');
            }

            text.Append(c);
        }

        return text.ToString();
    }

    private static string Json(IReadOnlyList<EnvironmentVariable> variables)
    {
        var members = variables.Select(variable => $"  \"{variable.Name}\": \"{JsonEncodedText.Encode(variable.Value)}\"");
        return "{\n" + string.Join(",\n", members) + "\n}\n";
    }
}
