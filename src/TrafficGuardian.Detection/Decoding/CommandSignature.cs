using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Finds the places where the command form of a text may differ from the text: rare ones, so it skips fast.</summary>
internal static class CommandSignature
{
    // What needs a look, a bit each: each says which byte stands there, and which may stand before and behind it.
    private const int Always = 1;
    private const int Blanks = 2;
    private const int QuotePair = 4;
    private const int QuoteInWord = 8;
    private const int Opening = 16;
    private const int InWord = 32;
    private const int Escape = 64;

    private static readonly ByteClasses Before = new(
        static b => Always | QuotePair | Opening | Escape | (IsBlank(b) ? Blanks : 0) | (ShellQuoting.IsPart(b) ? QuoteInWord | InWord : 0));

    private static readonly ByteClasses Here = new(static b => (char)b switch
    {
        '$' or '\t' or '\r' => Always,
        ' ' or '\n' => Blanks,
        '"' or '\'' => QuotePair | QuoteInWord,
        '`' or '<' or '{' => Opening,
        '^' or '?' or '*' => InWord,
        '\\' => Escape,
        _ => 0,
    });

    private static readonly ByteClasses Behind = new(
        static b => Always | Blanks | InWord | (ShellQuoting.IsPart(b) ? QuoteInWord | Opening | Escape : 0)
            | (IsQuote(b) ? QuotePair | Escape : 0) | (b is (byte)'\n' or (byte)'\r' ? Escape : 0));

    /// <summary>The first place at or after <paramref name="from"/> (at least 1) that needs a look, or the end.</summary>
    public static int Next(ReadOnlySpan<byte> text, int from)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = from;
        if (ByteClasses.IsSupported)
        {
            for (; at + Vector512<byte>.Count < text.Length; at += Vector512<byte>.Count)
            {
                var found = Look512(ref Unsafe.Add(ref start, at));
                if (found != 0)
                    return at + BitOperations.TrailingZeroCount(found);
            }

            // What is left is looked at with bytes before it that were looked at already.
            var end = text.Length - Vector512<byte>.Count - 1;
            if (end > 0 && at > end && at < text.Length - 1)
            {
                var found = Look512(ref Unsafe.Add(ref start, end)) >> (at - end);
                if (found != 0)
                    return at + BitOperations.TrailingZeroCount(found);
                at = text.Length - 1;
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; at + Vector256<byte>.Count < text.Length; at += Vector256<byte>.Count)
            {
                var found = Look(ref Unsafe.Add(ref start, at)).ExtractMostSignificantBits();
                if (found != 0)
                    return at + int.TrailingZeroCount((int)found);
            }
        }

        while (at < text.Length && !NeedsLook(text, at))
            at++;
        return at;
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\n';

    private static bool IsQuote(byte b) => b is (byte)'"' or (byte)'\'';

    // The same question as NeedsLook, for 64 places at once. What it lets through is looked at closely.
    private static ulong Look512(ref byte at)
    {
        var found = Here.Of(ref at) & Before.OfSevenBits(ref Unsafe.Subtract(ref at, 1)) & Behind.OfSevenBits(ref Unsafe.Add(ref at, 1));
        return ~Vector512.Equals(found, Vector512<byte>.Zero).ExtractMostSignificantBits();
    }

    // The same question as NeedsLook, for 32 places at once.
    private static Vector256<byte> Look(ref byte at)
    {
        var here = Vector256.LoadUnsafe(ref at);
        var before = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref at, 1));
        var plain = Is(here, '$') | Is(here, '\t') | Is(here, '\r')
            | ((Is(here, ' ') | Is(here, '\n')) & (Is(before, ' ') | Is(before, '\n')));
        var quote = Is(here, '"') | Is(here, '\'');
        var opening = Is(here, '`') | Is(here, '<') | Is(here, '{');
        var inWord = Is(here, '^') | Is(here, '?') | Is(here, '*');
        var escape = Is(here, '\\');
        if ((quote | opening | inWord | escape) == Vector256<byte>.Zero)
            return plain;
        var after = Vector256.LoadUnsafe(ref Unsafe.Add(ref at, 1));
        var (partBefore, partAfter) = (IsPart(before), IsPart(after));
        var quoteAfter = Is(after, '"') | Is(after, '\'');
        return plain | (quote & (quoteAfter | (partBefore & partAfter))) | (opening & partAfter) | (inWord & partBefore)
            | (escape & (partAfter | quoteAfter | Is(after, '\n') | Is(after, '\r')));
    }

    private static bool NeedsLook(ReadOnlySpan<byte> text, int at) => (char)text[at] switch
    {
        '"' or '\'' or '\\' or '$' or '\t' or '\r' or '`' or '<' or '{' => true,
        '^' or '?' or '*' => ShellQuoting.IsPart(text[at - 1]),
        ' ' or '\n' => text[at - 1] is (byte)' ' or (byte)'\n',
        _ => false,
    };

    private static Vector256<byte> Is(Vector256<byte> bytes, char c) => Vector256.Equals(bytes, Vector256.Create((byte)c));

    private static Vector256<byte> IsPart(Vector256<byte> bytes) =>
        IsInRange(bytes | Vector256.Create((byte)0x20), 'a', 'z') | IsInRange(bytes, '-', '9') | Is(bytes, '_');

    private static Vector256<byte> IsInRange(Vector256<byte> bytes, char first, char last) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)first), Vector256.Create((byte)(last - first)));
}
