using System.Globalization;
using System.Text;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// Brings JSON5 to JSON: comments, names without quotes, single quotes, line breaks inside strings, other spellings of numbers.
/// Commas at the end are left to the reader of JSON. What is neither stays as it is, and is then no JSON either.
/// </summary>
internal sealed class Json5Text
{
    private readonly StringBuilder _json = new();
    private readonly string _text;
    private int _at;

    private Json5Text(string text) => _text = text;

    private char Here => _at < _text.Length ? _text[_at] : '\0';

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    /// <summary>The same as JSON.</summary>
    public static string ToJson(string text)
    {
        var reader = new Json5Text(text.TrimStart('\uFEFF'));
        while (reader._at < reader._text.Length)
            reader.Step();
        return reader._json.ToString();
    }

    private void Step()
    {
        switch (Here)
        {
            case '/' when Next == '/':
                _at = IndexOrEnd(_text.AsSpan(_at).IndexOfAny('\n', '\r', '\u2028'), 0);
                break;
            case '/' when Next == '*':
                _at = IndexOrEnd(_text.AsSpan(_at).IndexOf("*/"), 2);
                break;
            case '"' or '\'':
                ReadString(Here);
                break;
            case '{' or '}' or '[' or ']' or ':' or ',':
                _json.Append(_text[_at++]);
                break;
            case var c when char.IsWhiteSpace(c) || c == '\uFEFF':
                _json.Append(' ');
                _at++;
                break;
            default:
                ReadWord();
                break;
        }
    }

    private int IndexOrEnd(int offset, int length) => offset < 0 ? _text.Length : _at + offset + length;

    private void ReadString(char quote)
    {
        _json.Append('"');
        for (_at++; _at < _text.Length && Here != quote; _at++)
        {
            if (Here == '\\')
                ReadEscape();
            else if (Here == '"')
                _json.Append("\\\"");
            else if (Here < ' ')
                AppendCode(Here);
            else
                _json.Append(Here);
        }

        _at++;
        _json.Append('"');
    }

    private void ReadEscape()
    {
        _at++;
        switch (Here)
        {
            case 'b' or 'f' or 'n' or 'r' or 't' or 'u' or '"' or '\\' or '/':
                _json.Append('\\').Append(Here);
                break;
            case '\r' when Next == '\n':
                _at++;
                break;
            case '\n' or '\r' or '\u2028' or '\u2029':
                break;
            case 'x' when _at + 2 < _text.Length && int.TryParse(_text.AsSpan(_at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code):
                AppendCode((char)code);
                _at += 2;
                break;
            case '0':
                AppendCode('\0');
                break;
            case 'v':
                AppendCode('\v');
                break;
            default:
                _json.Append(Here);
                break;
        }
    }

    private void AppendCode(char c) => _json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    // A name, a number or true, false and null.
    private void ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(Here) && Here is not (',' or ':' or '{' or '}' or '[' or ']' or '"' or '\'' or '/'))
            _at++;
        _at = Math.Max(_at, start + 1);
        var word = _text[start.._at];
        if (IsName())
            _json.Append('"').Append(word.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        else
            _json.Append(word is "true" or "false" or "null" ? word : Number(word));
    }

    private bool IsName()
    {
        var after = _at;
        while (after < _text.Length && char.IsWhiteSpace(_text[after]))
            after++;
        return after < _text.Length && _text[after] == ':';
    }

    // Numbers decide nothing here but a port; what JSON has no spelling for is none.
    private static string Number(string word)
    {
        var text = word.TrimStart('+');
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex)
            ? hex.ToString(CultureInfo.InvariantCulture)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number.ToString("R", CultureInfo.InvariantCulture) : text is "Infinity" or "-Infinity" or "NaN" ? "null" : word;
    }
}
