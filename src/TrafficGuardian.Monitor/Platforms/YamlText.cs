using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// Brings the YAML that configurations are written in to JSON: mappings and lists by indentation, plain and quoted scalars,
/// comments. Block scalars, anchors and tags come to nothing; flow collections are taken as text, unless they are JSON.
/// </summary>
internal sealed class YamlText
{
    private const int MostLines = 50_000;
    private const int Deepest = 40;

    private readonly List<(int Indent, string Text)> _lines = [];
    private readonly StringBuilder _json = new();
    private int _at;

    private YamlText(string text)
    {
        var blockIndent = -1;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n').Take(MostLines))
        {
            var line = raw.TrimEnd('\r', ' ');
            var indent = line.Length - line.TrimStart(' ').Length;
            var content = WithoutComment(line[indent..]);
            if (content.Length == 0 || content is "---" or "...")
                continue;
            if (blockIndent >= 0 && indent > blockIndent)
                continue;
            blockIndent = IsBlockScalar(content) ? indent : -1;
            _lines.Add((indent, content));
        }
    }

    /// <summary>The same as JSON, as far as it can be read; null where tabs stand in the indentation, which YAML does not allow.</summary>
    public static string? ToJson(string text)
    {
        var reader = new YamlText(text);
        if (reader._lines.Exists(line => line.Text.StartsWith('\t')))
            return null;
        if (reader._lines.Count == 0)
            return "{}";
        reader.Block(reader._lines[0].Indent, depth: 0);
        return reader._json.ToString();
    }

    private void Block(int indent, int depth)
    {
        if (depth > Deepest)
            throw new JsonException("nested too deep");
        if (IsItem(_lines[_at].Text))
            List(indent, depth);
        else
            Mapping(indent, depth);
    }

    private void Mapping(int indent, int depth)
    {
        _json.Append('{');
        for (var isFirst = true; _at < _lines.Count && _lines[_at].Indent == indent && !IsItem(_lines[_at].Text); isFirst = false)
        {
            var (name, value) = Pair(_lines[_at++].Text);
            _json.Append(isFirst ? "" : ",").Append(JsonString(name)).Append(':');
            Value(value, indent, depth, isListAllowed: true);
        }

        SkipDeeper(indent);
        _json.Append('}');
    }

    private void List(int indent, int depth)
    {
        _json.Append('[');
        for (var isFirst = true; _at < _lines.Count && _lines[_at].Indent == indent && IsItem(_lines[_at].Text); isFirst = false)
        {
            _json.Append(isFirst ? "" : ",");
            var rest = _lines[_at].Text[1..].TrimStart();
            if (rest.Length > 0 && (IsItem(rest) || Pair(rest).Name.Length > 0))
            {
                // What stands behind the dash begins a block of its own, as deep as it stands.
                var inner = indent + _lines[_at].Text.Length - rest.Length;
                _lines[_at] = (inner, rest);
                Block(inner, depth + 1);
            }
            else
            {
                _at++;
                Value(rest, indent, depth, isListAllowed: false);
            }
        }

        SkipDeeper(indent);
        _json.Append(']');
    }

    private void Value(string value, int indent, int depth, bool isListAllowed)
    {
        var hasBlock = _at < _lines.Count && (_lines[_at].Indent > indent || (isListAllowed && _lines[_at].Indent == indent && IsItem(_lines[_at].Text)));
        if (value.Length == 0 && hasBlock)
            Block(_lines[_at].Indent, depth + 1);
        else
            _json.Append(Scalar(value));
    }

    // What is indented otherwise than its block is the rest of something that is not understood.
    private void SkipDeeper(int indent)
    {
        while (_at < _lines.Count && _lines[_at].Indent > indent)
            _at++;
    }

    private static bool IsItem(string text) => text == "-" || text.StartsWith("- ", StringComparison.Ordinal);

    private static bool IsBlockScalar(string text) =>
        text.TrimEnd('+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9') is var bare && (bare.EndsWith(": |", StringComparison.Ordinal) || bare.EndsWith(": >", StringComparison.Ordinal));

    // name: value; the name is empty where there is none.
    private static (string Name, string Value) Pair(string text)
    {
        if (text.Length > 0 && text[0] is '"' or '\'')
        {
            var end = text.IndexOf(text[0], 1);
            return end > 0 && end + 1 < text.Length && text[end + 1] == ':' ? (text[1..end], text[(end + 2)..].Trim()) : ("", text);
        }

        var colon = text.EndsWith(':') && !text.Contains(": ", StringComparison.Ordinal) ? text.Length - 1 : text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 ? (text[..colon].Trim(), text[(colon + 1)..].Trim()) : ("", text);
    }

    private static string Scalar(string text) => text switch
    {
        "" or "~" or "null" => "null",
        "true" or "True" or "yes" or "on" => "true",
        "false" or "False" or "no" or "off" => "false",
        ['\'', .., '\''] when text.Length > 1 => JsonString(text[1..^1].Replace("''", "'", StringComparison.Ordinal)),
        ['"', .., '"'] when IsJson(text) => text,
        ['"', .., '"'] when text.Length > 1 => JsonString(text[1..^1]),
        ['{' or '[', ..] when IsJson(text) => text,
        _ => JsonString(text),
    };

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string JsonString(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    // A comment begins at the start or behind a space, outside quotes.
    private static string WithoutComment(string text)
    {
        var quote = '\0';
        for (var at = 0; at < text.Length; at++)
        {
            if (quote != '\0')
                quote = text[at] == quote ? '\0' : quote;
            else if (text[at] is '"' or '\'' && (at == 0 || text[at - 1] is ' ' or '[' or '{' or ','))
                quote = text[at];
            else if (text[at] == '#' && (at == 0 || text[at - 1] is ' ' or '\t'))
                return text[..at].TrimEnd();
        }

        return text;
    }
}
