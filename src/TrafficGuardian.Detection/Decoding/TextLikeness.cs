using System.Buffers;
using System.Text.Unicode;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Tells decoded text from decoded noise: bytes of an image or a key hold no long printable run.</summary>
internal static class TextLikeness
{
    /// <summary>Printable bytes in a row that noise has once in some hundred thousand places.</summary>
    public const int LongRun = 14;

    /// <summary>The same at an edge, where the run may go on.</summary>
    public const int LongAtEdge = 8;

    private static readonly SearchValues<byte> Printable = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x5F).Select(static b => (byte)b), (byte)'\t', (byte)'\n', (byte)'\r']);

    private static readonly SearchValues<byte> Noise = SearchValues.Create(UnicodeEscape.Controls);

    /// <summary>Whether a byte is printable ASCII or white space.</summary>
    public static bool IsPrintable(byte b) => b is >= 0x20 and < 0x7F or (byte)'\t' or (byte)'\n' or (byte)'\r';

    /// <summary>Whether all of a text is printable.</summary>
    public static bool IsAllPrintable(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Printable);

    /// <summary>Whether the first bytes of something decoded are those of a text: ASCII, UTF-8, or ASCII as UTF-16.</summary>
    public static bool IsHead(ReadOnlySpan<byte> head) => IsAllPrintable(head) || IsUtf16(head) || IsUtf8(head);

    /// <summary>Whether a segment of something decoded holds text.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="before">Printable bytes that stand directly before it.</param>
    /// <param name="isEnd">Whether nothing follows it.</param>
    public static bool HoldsText(ReadOnlySpan<byte> segment, int before, bool isEnd)
    {
        var run = before;
        for (var rest = segment; !rest.IsEmpty;)
        {
            var length = rest.IndexOfAnyExcept(Printable);
            if (length < 0)
            {
                run += rest.Length;
                return run >= (isEnd && rest.Length < segment.Length ? LongRun : LongAtEdge) || rest.Length == segment.Length;
            }

            if (run + length >= LongRun && length > 0)
                return true;
            run = 0;
            rest = rest[(length + 1)..];
        }

        return IsUtf16(segment) || IsUtf8(segment);
    }

    /// <summary>Printable bytes at the end of a segment.</summary>
    public static int PrintableAtEnd(ReadOnlySpan<byte> segment)
    {
        var last = segment.LastIndexOfAnyExcept(Printable);
        return segment.Length - 1 - last;
    }

    /// <summary>Whether a large piece may hold text; false only where no segment of it does.</summary>
    public static bool MayHoldText(ReadOnlySpan<byte> piece)
    {
        if (piece.Count((byte)0) >= 6 || !piece.ContainsAny(Noise))
            return true;
        for (var at = LongAtEdge - 1; at < piece.Length; at += LongAtEdge)
        {
            if (!IsPrintable(piece[at]))
                continue;
            var start = at;
            while (start > 0 && IsPrintable(piece[start - 1]))
                start--;
            var end = at + 1;
            while (end < piece.Length && IsPrintable(piece[end]))
                end++;
            if (end - start >= LongAtEdge)
                return true;
        }

        return false;
    }

    private static bool IsUtf16(ReadOnlySpan<byte> text)
    {
        const int Pairs = 6;
        var (low, high) = (0, 0);
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            low = text[i] == 0 && IsPrintable(text[i + 1]) ? low + 1 : 0;
            high = text[i + 1] == 0 && IsPrintable(text[i]) ? high + 1 : 0;
            if (low >= Pairs || high >= Pairs)
                return true;
        }

        return false;
    }

    // A segment may begin and end inside a character.
    private static bool IsUtf8(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAny(Noise))
            return false;
        var start = 0;
        while (start < Math.Min(3, text.Length) && (text[start] & 0xC0) == 0x80)
            start++;
        var end = text.Length;
        while (end > Math.Max(start, text.Length - 3) && (text[end - 1] & 0xC0) == 0x80)
            end--;
        if (end > start && text[end - 1] >= 0xC0)
            end--;
        var whole = text[start..end];
        return whole.Length >= LongAtEdge && Utf8.IsValid(whole);
    }
}
