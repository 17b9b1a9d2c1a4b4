using System.Buffers;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>Hides what stands behind a name that announces a secret, whatever it looks like.</summary>
internal static class NamedValues
{
    // Names whose value reaches to the end of the line.
    private static readonly SearchValues<string> LineNames = Names("authorization", "cookie");

    private static readonly SearchValues<string> ValueNames = Names(
        "password", "passwd", "passphrase", "passwort", "pwd", "pass", "secret", "token", "api_key", "api-key", "apikey", "access_key",
        "accesskey", "private_key", "privatekey", "credential", "session", "signature", "auth", "otp", "mnemonic", "seed", "sig", "key");

    // Schemes and options: the value follows behind a space.
    private static readonly SearchValues<string> SpacedNames = Names("bearer ", "basic ", "-u ", "--user ", "--password ", "--token ", "identified by ");

    /// <summary>Sets the bytes of such values in <paramref name="hidden"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lower">The same as characters.</param>
    /// <param name="match">The match, which a name that stands before it does not hide.</param>
    /// <param name="hidden">One flag a byte.</param>
    public static void Hide(ReadOnlySpan<byte> text, ReadOnlySpan<char> lower, Range match, Span<bool> hidden)
    {
        HideAll(text, lower, match, hidden, SpacedNames, ValueEnd.Space);
        HideAll(text, lower, match, hidden, ValueNames, ValueEnd.Value);
        HideAll(text, lower, match, hidden, LineNames, ValueEnd.Line);
        HideAssignments(text, match, hidden);
    }

    private enum ValueEnd
    {
        Space,
        Value,
        Line,
    }

    private static SearchValues<string> Names(params ReadOnlySpan<string> names) => SearchValues.Create(names, StringComparison.OrdinalIgnoreCase);

    private static void HideAll(
        ReadOnlySpan<byte> text, ReadOnlySpan<char> chars, Range match, Span<bool> hidden, SearchValues<string> names, ValueEnd kind)
    {
        for (var at = 0; at < chars.Length;)
        {
            var found = chars[at..].IndexOfAny(names);
            if (found < 0)
                return;
            var name = at + found;
            at = name + 1;
            var end = name;
            if (kind == ValueEnd.Space)
            {
                end += chars[name..].IndexOf(' ');
            }
            else
            {
                while (end < text.Length && IsNamePart(text[end]))
                    end++;
                at = Math.Max(at, end);
                if (!TrySkipSeparator(text, ref end))
                    continue;
            }

            HideValue(text, end, kind, name, match, hidden);
        }
    }

    // An environment assignment: its name need not announce anything.
    private static void HideAssignments(ReadOnlySpan<byte> text, Range match, Span<bool> hidden)
    {
        const int ShortestName = 3;
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiLetterUpper((char)text[at]) || char.IsAsciiDigit((char)text[at]) || text[at] == (byte)'_'))
                at++;
            if (at - start >= ShortestName && at < text.Length && text[at] == (byte)'=')
                HideValue(text, at + 1, ValueEnd.Value, start, match, hidden);
        }
    }

    private static void HideValue(ReadOnlySpan<byte> text, int at, ValueEnd kind, int name, Range match, Span<bool> hidden)
    {
        var start = at;
        byte quote = 0;
        while (start < text.Length && text[start] is (byte)' ' or (byte)'\t' or (byte)'\\' or (byte)'"' or (byte)'\'' or (byte)'[' or (byte)'(')
        {
            quote = text[start] is (byte)'"' or (byte)'\'' ? text[start] : quote;
            start++;
        }

        var end = start;
        while (end < text.Length && !IsEnd(text[end], kind, quote))
            end++;
        var (matchStart, matchEnd) = (match.Start.Value, match.End.Value);
        for (var i = start; i < end; i++)
            hidden[i] |= name >= matchStart || i < matchStart || i >= matchEnd;
    }

    private static bool IsEnd(byte b, ValueEnd kind, byte quote)
    {
        if (b is (byte)'\r' or (byte)'\n')
            return true;
        if (quote != 0)
            return b == quote;
        return kind == ValueEnd.Line
            ? b is (byte)'"' or (byte)'\''
            : b is (byte)' ' or (byte)'\t' or (byte)'"' or (byte)'\'' or (byte)'&' or (byte)',' or (byte)';' or (byte)'<' or (byte)'>' or (byte)'}' or (byte)')' or (byte)']' or (byte)'|' or (byte)'`';
    }

    // Between a name and its value: quotes and escapes that end the name, then ':' or '=', escaped or not.
    private static bool TrySkipSeparator(ReadOnlySpan<byte> text, ref int at)
    {
        const int MostPadding = 8;
        for (var limit = Math.Min(text.Length, at + MostPadding); at < limit; at++)
        {
            var rest = text[at..];
            if (rest[0] is (byte)':' or (byte)'=')
            {
                at += rest.StartsWith("=>"u8) ? 2 : 1;
                return true;
            }

            if (rest.StartsWith("%3D"u8) || rest.StartsWith("%3A"u8) || rest.StartsWith("%3d"u8) || rest.StartsWith("%3a"u8))
            {
                at += 3;
                return true;
            }

            if (rest[0] is not ((byte)'"' or (byte)'\'' or (byte)'\\' or (byte)' ' or (byte)'\t' or (byte)']'))
                return false;
        }

        return false;
    }

    private static bool IsNamePart(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'-' or (byte)'.';
}
