using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Reads characters that <see cref="UnicodeFold"/> folds, and control characters slipped in between letters.</summary>
internal static class UnicodeEscape
{
    // A single tag character is noise in a word; several in a row are a text of their own.
    private const int TagsOfText = 4;
    private const int TagLength = 4;
    private const int MostLookedAt = 6;
    private const int LongestWord = 128;

    // Most of what Russian is written with.
    private static readonly SearchValues<byte> Cyrillic = SearchValues.Create(
        [0xD0, 0xD1, .. Enumerable.Range(0x80, 0x40).Select(static b => (byte)b)]);

    /// <summary>First bytes of all UTF-8 sequences of which some are folded.</summary>
    public static ReadOnlySpan<byte> Leads =>
    [
        0xC2, 0xC4, 0xC5, 0xC9, 0xCA, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3,
    ];

    /// <summary>Control characters that no text holds.</summary>
    public static ReadOnlySpan<byte> Controls =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0xB, 0xC, 0xE, 0xF, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x7F,
    ];

    /// <summary>Reads a character beyond ASCII.</summary>
    /// <param name="text">What begins with it.</param>
    /// <param name="previous">The last byte of the output.</param>
    /// <param name="inTags">Whether a tag character stands before it.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    public static Escape Read(ReadOnlySpan<byte> text, byte previous, bool inTags, bool last)
    {
        if (text[0] is 0xD0 or 0xD1 && !IsWord(previous) && CyrillicWord(text) is > 0 and var word)
            return Escape.Plain(word);

        var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
        if (status == OperationStatus.NeedMoreData && !last)
            return Escape.NeedMore;
        if (status != OperationStatus.Done)
            return Escape.None;
        var folded = UnicodeFold.Of(rune.Value);
        if (folded == UnicodeFold.Same)
            return Escape.None;
        if (UnicodeFold.OfTag(rune.Value) is >= 0 and var tag)
            return ReadTag(text, tag, inTags, last);
        if (UnicodeFold.IsLetterOfOtherScript(rune.Value) && !IsWord(previous))
        {
            var found = StandsBeforeAscii(text[length..], last);
            if (found is null)
                return Escape.NeedMore;
            if (found == false)
                return Escape.None;
        }

        return folded == UnicodeFold.Nothing ? Escape.Nothing(length) : Escape.Of(length, folded);
    }

    /// <summary>Reads a control character: it falls away between two characters of text, as in UTF-16.</summary>
    public static Escape ReadControl(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (!IsText(previous))
            return Escape.None;
        if (text.Length == 1)
            return last ? Escape.None : Escape.NeedMore;
        return IsText(text[1]) ? Escape.Nothing(1) : Escape.None;
    }

    private static Escape ReadTag(ReadOnlySpan<byte> text, int tag, bool inTags, bool last)
    {
        if (!inTags)
        {
            if (text.Length < TagsOfText * TagLength && !last)
                return Escape.NeedMore;
            for (var i = 1; i < TagsOfText; i++)
            {
                var rest = text[Math.Min(text.Length, i * TagLength)..];
                if (Rune.DecodeFromUtf8(rest, out var next, out _) != OperationStatus.Done || UnicodeFold.OfTag(next.Value) < 0)
                    return Escape.Nothing(TagLength);
            }
        }

        return Escape.OfTag(TagLength, tag);
    }

    // Bytes of a word that no ASCII is glued to, or of so long a one that none is near; 0 where it is to be read letter by letter.
    private static int CyrillicWord(ReadOnlySpan<byte> text)
    {
        var word = text[..Math.Min(text.Length, LongestWord)].IndexOfAnyExcept(Cyrillic);
        if (word < 0 && text.Length >= LongestWord)
            return LongestWord - 4 * MostLookedAt;
        return word > 0 && text[word] < 0x80 && !IsWord(text[word]) ? word : 0;
    }

    // Look-alikes among ASCII are a disguise, a word of them is a word. Null where that can't be told yet.
    private static bool? StandsBeforeAscii(ReadOnlySpan<byte> text, bool last)
    {
        for (var i = 0; i < MostLookedAt; i++)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData && !last)
                return null;
            if (status != OperationStatus.Done || rune.IsAscii)
                return status == OperationStatus.Done && IsWord((byte)rune.Value);
            if (!UnicodeFold.IsLetterOfOtherScript(rune.Value))
                return false;
            text = text[length..];
        }

        return false;
    }

    private static bool IsWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'-' or (byte)'/';

    private static bool IsText(byte b) => b is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
