using System.Globalization;
using System.Text;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>
/// Writes hostile bytes as text that shows what it is: control, bidirectional, zero-width and private characters as
/// escapes, invalid UTF-8 as U+FFFD, hidden stretches as one marker.
/// </summary>
internal static class VisibleText
{
    /// <summary>What stands for hidden bytes.</summary>
    public const string Marker = "[REDACTED]";

    /// <summary>The text in pieces that may not be cut: characters, escapes, markers.</summary>
    public static List<string> Write(ReadOnlySpan<byte> text, ReadOnlySpan<bool> hidden)
    {
        var pieces = new List<string>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (hidden[at])
            {
                pieces.Add(Marker);
                while (at < text.Length && hidden[at])
                    at++;
                continue;
            }

            var reach = at + 1;
            while (reach < text.Length && reach < at + 4 && !hidden[reach])
                reach++;
            _ = Rune.DecodeFromUtf8(text[at..reach], out var rune, out var length);
            pieces.Add(Write(rune));
            at += length;
        }

        return pieces;
    }

    private static string Write(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when IsPlain(rune) => rune.ToString(),
        <= 0xFFFF => $"\\u{rune.Value:x4}",
        _ => $"\\u{{{rune.Value:x}}}",
    };

    private static bool IsPlain(Rune rune)
    {
        if (rune.Value is >= ' ' and < 0x7F || rune == Rune.ReplacementChar)
            return true;
        var isVariation = rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF;
        return !isVariation && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator);
    }
}
