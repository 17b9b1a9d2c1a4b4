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

    private static readonly SearchValues<byte> NoiseWithoutZero = SearchValues.Create(UnicodeEscape.Controls[1..]);

    /// <summary>Whether a byte is printable ASCII or white space.</summary>
    public static bool IsPrintable(byte b) => b is >= 0x20 and < 0x7F or (byte)'\t' or (byte)'\n' or (byte)'\r';

    /// <summary>Whether all of a text is printable.</summary>
    public static bool IsAllPrintable(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Printable);

    /// <summary>Whether the first bytes of something decoded are those of a text: ASCII, UTF-8, or ASCII as UTF-16.</summary>
    public static bool IsHead(ReadOnlySpan<byte> head)
    {
        var bits = new SegmentBits(head);
        return bits.IsAllPrintable || bits.HasUtf16 || (!bits.HasControls && IsUtf8(head));
    }

    /// <summary>Whether a segment of something decoded holds text.</summary>
    /// <param name="segment">The segment, <see cref="SegmentBits.Most"/> bytes at most.</param>
    /// <param name="before">Printable bytes that stand directly before it.</param>
    /// <param name="isEnd">Whether nothing follows it.</param>
    public static bool HoldsText(ReadOnlySpan<byte> segment, int before, bool isEnd)
    {
        var bits = new SegmentBits(segment);
        return (bits.IsAllPrintable && before + segment.Length >= LongAtEdge) || (bits.AtStart > 0 && before + bits.AtStart >= LongRun) || bits.HasRun(LongRun)
            || bits.AtEnd >= (isEnd ? LongRun : LongAtEdge) || bits.HasUtf16 || (!bits.HasControls && IsUtf8(segment));
    }

    /// <summary>Whether a few bytes could be the next ones of a text.</summary>
    public static bool GoesOn(ReadOnlySpan<byte> text) =>
        !text.ContainsAny(NoiseWithoutZero) && Utf8.IsValid(WholeCharacters(text));

    /// <summary>Printable bytes at the end of a segment.</summary>
    public static int PrintableAtEnd(ReadOnlySpan<byte> segment) => new SegmentBits(segment).AtEnd;

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

    private static bool IsUtf8(ReadOnlySpan<byte> text) => WholeCharacters(text) is { Length: >= LongAtEdge } whole && Utf8.IsValid(whole);

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
