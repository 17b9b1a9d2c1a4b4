using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
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

    private static readonly SearchValues<byte> NoiseWithoutZero = SearchValues.Create(UnicodeEscape.Controls[1..]);

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
                if (rest.Length == segment.Length || run + rest.Length >= (isEnd ? LongRun : LongAtEdge))
                    return true;
                break;
            }

            if (run + length >= LongRun && length > 0)
                return true;
            run = 0;
            rest = rest[(length + 1)..];
        }

        return IsUtf16(segment) || IsUtf8(segment);
    }

    /// <summary>Whether a few bytes could be the next ones of a text.</summary>
    public static bool GoesOn(ReadOnlySpan<byte> text) =>
        !text.ContainsAny(NoiseWithoutZero) && Utf8.IsValid(WholeCharacters(text));

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
        return HasPrintableRun(piece);
    }

    // Whether eight printable bytes stand in a row.
    private static bool HasPrintableRun(ReadOnlySpan<byte> piece)
    {
        var (one, two, four) = (0ul, 0ul, 0ul);
        Span<byte> rest = stackalloc byte[64];
        for (var at = 0; at < piece.Length; at += 64)
        {
            scoped var bytes = piece[at..];
            if (bytes.Length < 64)
            {
                rest.Clear();
                bytes.CopyTo(rest);
                bytes = rest;
            }

            var printable = PrintableBits(bytes) | (ulong)PrintableBits(bytes[32..]) << 32;
            var pairs = printable & (printable << 1 | one >> 63);
            var fours = pairs & (pairs << 2 | two >> 62);
            if ((fours & (fours << 4 | four >> 60)) != 0)
                return true;
            (one, two, four) = (printable, pairs, fours);
        }

        return false;
    }

    private static uint PrintableBits(ReadOnlySpan<byte> text)
    {
        var bytes = Vector256.Create(text);
        var printable = Vector256.LessThan(bytes - Vector256.Create((byte)0x20), Vector256.Create((byte)0x5F))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\t'));
        return printable.ExtractMostSignificantBits();
    }

    /// <summary>Whether bytes are those of a picture or an archive: control characters among bytes that are no UTF-8.</summary>
    public static bool IsNoise(ReadOnlySpan<byte> block)
    {
        var (controls, high) = (0, 0);
        var at = 0;
        for (; at + Vector256<byte>.Count <= block.Length; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.Create(block[at..]);
            var low = Vector256.LessThan(bytes - Vector256.Create((byte)1), Vector256.Create((byte)0x1F));
            var blank = Vector256.LessThan(bytes - Vector256.Create((byte)9), Vector256.Create((byte)5));
            controls += BitOperations.PopCount((low & ~blank).ExtractMostSignificantBits());
            high += BitOperations.PopCount(bytes.ExtractMostSignificantBits());
        }

        foreach (var b in block[at..])
        {
            controls += b is (> 0 and < 9) or (> 0xD and < 0x20) ? 1 : 0;
            high += b >> 7;
        }

        return controls >= 3 && high >= block.Length / 4 && !Utf8.IsValid(block);
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

    private static bool IsUtf8(ReadOnlySpan<byte> text) => !text.ContainsAny(Noise) && WholeCharacters(text) is { Length: >= LongAtEdge } whole && Utf8.IsValid(whole);

    // A segment may begin and end inside a character.
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (start < Math.Min(3, text.Length) && (text[start] & 0xC0) == 0x80)
            start++;
        var end = text.Length;
        while (end > Math.Max(start, text.Length - 3) && (text[end - 1] & 0xC0) == 0x80)
            end--;
        if (end > start && text[end - 1] >= 0xC0)
            end--;
        return text[start..end];
    }
}
