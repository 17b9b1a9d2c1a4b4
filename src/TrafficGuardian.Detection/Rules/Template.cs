using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace TrafficGuardian.Detection.Rules;

/// <summary>
/// A text with places for made-up characters: <c>{class:n}</c> or <c>{class:n-m}</c>; <c>{{</c> is a brace.
/// It lets a rule prove itself without a secret-looking string in its file.
/// </summary>
internal static class Template
{
    private const int MaxCount = 8192;

    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["digit"] = Digits,
        ["lower"] = Lower,
        ["upper"] = Upper,
        ["alnum"] = Digits + Lower + Upper,
        ["hex"] = Digits + "abcdef",
        ["HEX"] = Digits + "ABCDEF",
        ["b64"] = Digits + Lower + Upper + "+/",
        ["b64url"] = Digits + Lower + Upper + "-_",
        ["base32"] = Upper + "234567",
        ["lowerdigit"] = Digits + Lower,
        ["word"] = Digits + Lower + Upper + "_",
    };

    /// <summary>Puts characters drawn from <paramref name="random"/> in the template's places.</summary>
    /// <returns>False with the reason where it is no template.</returns>
    public static bool TryExpand(
        string template, Random random, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? error)
    {
        var result = new StringBuilder(template.Length + 64);
        (text, error) = (null, null);
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '{')
            {
                result.Append(template[i]);
                continue;
            }

            if (i + 1 < template.Length && template[i + 1] == '{')
            {
                result.Append('{');
                i++;
                continue;
            }

            var close = template.IndexOf('}', i);
            if (close < 0 || !TryReadPlace(template.AsSpan(i + 1, close - i - 1), out var place))
            {
                error = $"the brace at character {i + 1} opens no {{class:n}}; write '{{{{' for a brace, or one of: {string.Join(' ', Classes.Keys)}";
                return false;
            }

            Draw(place, random, result);
            i = close;
        }

        text = result.ToString();
        return true;
    }

    private static bool TryReadPlace(ReadOnlySpan<char> text, out (string Alphabet, int Least, int Most) place)
    {
        place = default;
        var colon = text.IndexOf(':');
        if (colon < 0 || !Classes.TryGetValue(text[..colon].ToString(), out var alphabet))
            return false;
        var count = text[(colon + 1)..];
        var dash = count.IndexOf('-');
        if (!TryReadCount(dash < 0 ? count : count[..dash], out var least))
            return false;
        var most = least;
        if (dash >= 0 && !TryReadCount(count[(dash + 1)..], out most))
            return false;
        place = (alphabet, least, most);
        return least <= most;
    }

    private static bool TryReadCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= MaxCount;

    // Eight and more characters of a mixed alphabet hold a digit and a letter, as real tokens do.
    private static void Draw((string Alphabet, int Least, int Most) place, Random random, StringBuilder result)
    {
        var count = random.Next(place.Least, place.Most + 1);
        var start = result.Length;
        for (var i = 0; i < count; i++)
            result.Append(place.Alphabet[random.Next(place.Alphabet.Length)]);
        if (count < 8)
            return;
        Ensure(char.IsAsciiDigit, start + random.Next(count / 2));
        Ensure(char.IsAsciiLetter, start + count / 2 + random.Next(count / 2));

        void Ensure(Func<char, bool> kind, int at)
        {
            var some = place.Alphabet.Where(kind).ToArray();
            if (some.Length > 0)
                result[at] = some[random.Next(some.Length)];
        }
    }
}
