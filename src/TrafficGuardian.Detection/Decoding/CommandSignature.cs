using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Finds the places where the command form of a text may differ from the text: rare ones, so it skips fast.</summary>
internal static class CommandSignature
{
    // What a byte is, where it is looked up whole.
    private const byte Always = 1;
    private const byte Blank = 2;
    private const byte Quote = 4;
    private const byte Opening = 8;
    private const byte InWord = 16;
    private const byte Escape = 32;
    private const byte Part = 64;
    private const byte LineEnd = 128;

    private static readonly ByteClasses Classes = new(static b =>
        ClassOf(b) | (ShellQuoting.IsPart(b) ? Part : 0) | (b is (byte)'\n' or (byte)'\r' ? LineEnd : 0));

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

    // The same question as NeedsLook, for 64 places at once.
    private static ulong Look512(ref byte at)
    {
        var here = Classes.Of(ref at);
        var before = Classes.Of(ref Unsafe.Subtract(ref at, 1));
        var plain = ByteClasses.Are(here, Always) | (ByteClasses.Are(here, Blank) & ByteClasses.Are(before, Blank));
        if ((here & Vector512.Create((byte)(Quote | Opening | InWord | Escape))) == Vector512<byte>.Zero)
            return plain;
        var after = Classes.Of(ref Unsafe.Add(ref at, 1));
        var (partBefore, partAfter, quoteAfter) = (ByteClasses.Are(before, Part), ByteClasses.Are(after, Part), ByteClasses.Are(after, Quote));
        return plain | (ByteClasses.Are(here, Quote) & (quoteAfter | (partBefore & partAfter))) | (ByteClasses.Are(here, Opening) & partAfter)
            | (ByteClasses.Are(here, InWord) & partBefore) | (ByteClasses.Are(here, Escape) & (partAfter | quoteAfter | ByteClasses.Are(after, LineEnd)));
    }

    private static int ClassOf(byte b) => (char)b switch
    {
        '$' or '\t' or '\r' => Always,
        ' ' or '\n' => Blank,
        '"' or '\'' => Quote,
        '`' or '<' or '{' => Opening,
        '^' or '?' or '*' => InWord,
        '\\' => Escape,
        _ => 0,
    };

    // The same question as NeedsLook, for 32 places at once. What it lets through is looked at closely.
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
