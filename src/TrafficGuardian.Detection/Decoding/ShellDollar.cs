using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>What stands behind a dollar sign: separators, escapes, small substitutions, and variables that were assigned shortly before.</summary>
internal static class ShellDollar
{
    private const int Window = 64;
    private const int LongestIfs = 16;
    private const int LongestName = 24;
    private const int LongestValue = 64;
    private const int MostTries = 4;

    private static readonly SearchValues<byte> ValueEnds = SearchValues.Create(" \n;&|)\"'`<>"u8);

    public static ShellPiece Read(ReadOnlySpan<byte> text, byte previous, bool last, CommandMemory memory, ReadOnlySpan<byte> output)
    {
        if (text.Length == 1)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        return text[1] switch
        {
            (byte)'\'' => ReadEscaped(text, last),
            (byte)'"' => ShellPiece.Dropped(1),
            (byte)'(' => ReadParenthesis(text, previous, last),
            (byte)'{' => ReadBraced(text, previous, last, memory, output),
            (byte)'@' or (byte)'*' or (byte)'!' => ReadEmpty(text, previous, last, 2),
            >= (byte)'1' and <= (byte)'9' => ReadEmpty(text, previous, last, 2),
            _ => IsNameStart(text[1]) ? ReadName(text, last, memory, output) : ShellPiece.Plain,
        };
    }

    private static ShellPiece ReadEscaped(ReadOnlySpan<byte> text, bool last)
    {
        var reach = text[..Math.Min(text.Length, Window)];
        for (var at = 2; at < reach.Length; at++)
        {
            if (reach[at] == (byte)'\\')
                at++;
            else if (reach[at] == (byte)'\'')
                return new ShellPiece(at + 1, ShellPieceKind.Escaped, 2, at - 2);
        }

        return reach.Length < Window && !last ? ShellPiece.NeedMore : ShellPiece.Dropped(2);
    }

    private static ShellPiece ReadParenthesis(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (text.Length == 2)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        return text[2] == (byte)')' ? ReadEmpty(text, previous, last, 3) : ShellQuoting.ReadSubstitution(text, opening: 2, (byte)')', last);
    }

    // Parameters that a shell without arguments leaves empty are put into words so that they are not recognised.
    private static ShellPiece ReadEmpty(ReadOnlySpan<byte> text, byte previous, bool last, int length)
    {
        if (!ShellQuoting.IsPart(previous))
            return ShellPiece.Plain;
        if (text.Length <= length)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        return char.IsAsciiLetter((char)text[length]) ? ShellPiece.Dropped(length) : ShellPiece.Plain;
    }

    private static ShellPiece ReadBraced(ReadOnlySpan<byte> text, byte previous, bool last, CommandMemory memory, ReadOnlySpan<byte> output)
    {
        var reach = text[..Math.Min(text.Length, LongestName)];
        var close = reach.IndexOf((byte)'}');
        if (close < 0)
            return reach.Length < LongestName && !last ? ShellPiece.NeedMore : ShellPiece.Plain;
        var inside = reach[2..close];
        if (inside.StartsWith("IFS"u8) && close < LongestIfs)
            return ShellPiece.Of(close + 1, (byte)' ');
        if (inside.SequenceEqual("PATH:0:1"u8) || inside.SequenceEqual("HOME:0:1"u8) || inside.SequenceEqual("PWD:0:1"u8))
            return ShellPiece.Of(close + 1, (byte)'/');
        if (inside.SequenceEqual("@"u8) || inside.SequenceEqual("*"u8))
            return ReadEmpty(text, previous, last, close + 1);
        if (inside.IsEmpty || !IsNameStart(inside[0]) || NameLength(inside) < inside.Length)
            return ShellPiece.Plain;
        var value = Find(inside, close + 1, memory, output);
        // Inside a word a name that nobody gave a value is there to part the word.
        const int meaningless = 3;
        return value.IsPlain && inside.Length <= meaningless && char.IsAsciiLetter((char)previous)
            ? ReadEmpty(text, previous, last, close + 1)
            : value;
    }

    private static ShellPiece ReadName(ReadOnlySpan<byte> text, bool last, CommandMemory memory, ReadOnlySpan<byte> output)
    {
        var reach = text[..Math.Min(text.Length, LongestName)];
        var length = NameLength(reach[1..]);
        if (1 + length == reach.Length)
        {
            if (reach.Length == LongestName)
                return ShellPiece.Plain;
            if (!last)
                return ShellPiece.NeedMore;
        }

        var name = reach.Slice(1, length);
        if (!name.SequenceEqual("IFS"u8))
            return Find(name, 1 + length, memory, output);
        // $IFS$9 is the same space: the ninth parameter is empty.
        if (text.Length < 6 && !last)
            return ShellPiece.NeedMore;
        return ShellPiece.Of(text.Length > 5 && text[4] == (byte)'$' && char.IsAsciiDigit((char)text[5]) ? 6 : 4, (byte)' ');
    }

    // The value that was last assigned to a name, where it is a short one.
    private static ShellPiece Find(ReadOnlySpan<byte> name, int length, CommandMemory memory, ReadOnlySpan<byte> output)
    {
        var before = memory.Last(output, CommandMemory.Reach);
        Span<byte> assigned = stackalloc byte[LongestName + 1];
        name.CopyTo(assigned);
        assigned[name.Length] = (byte)'=';
        assigned = assigned[..(name.Length + 1)];
        for (var (end, tries) = (before.Length, 0); tries < MostTries; tries++)
        {
            var at = before[..end].LastIndexOf(assigned);
            var value = at + assigned.Length;
            if (at < 0 || value >= before.Length)
                break;
            if (at == 0 || MayPrecede(before[at - 1]))
            {
                var (from, count) = Value(before[value..]);
                return count > 0 ? new ShellPiece(length, ShellPieceKind.Value, value + from, count) : ShellPiece.Plain;
            }

            end = at;
        }

        return ShellPiece.Plain;
    }

    private static (int From, int Count) Value(ReadOnlySpan<byte> text)
    {
        var quoted = text[0] is (byte)'"' or (byte)'\'';
        var rest = quoted ? text[1..] : text;
        var count = quoted ? rest.IndexOf(text[0]) : rest.IndexOfAny(ValueEnds);
        return count is > 0 and <= LongestValue ? (quoted ? 1 : 0, count) : default;
    }

    private static bool MayPrecede(byte b) => !ShellQuoting.IsPart(b) && b != (byte)'$';

    private static int NameLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && (IsNameStart(text[length]) || char.IsAsciiDigit((char)text[length])))
            length++;
        return length;
    }

    private static bool IsNameStart(byte b) => char.IsAsciiLetter((char)b) || b == (byte)'_';
}
