using System.Runtime.CompilerServices;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>Quotes, backslashes, carets and back-ticks: what a shell takes out of a word.</summary>
internal static class ShellQuoting
{
    private const int OctalDigits = 3;
    private const int LongestName = 32;

    /// <summary>Whether a byte can stand inside a word: letters, digits and <c>_ - . /</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPart(byte b) => char.IsAsciiLetter((char)b) || b is >= (byte)'-' and <= (byte)'9' or (byte)'_';

    public static ShellPiece ReadBackslash(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (text.Length == 1)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        if (text[1] == (byte)'\n')
            return ShellPiece.Dropped(2);
        if (text[1] == (byte)'\r')
        {
            if (text.Length == 2)
                return last ? ShellPiece.Plain : ShellPiece.NeedMore;
            return text[2] == (byte)'\n' ? ShellPiece.Dropped(3) : ShellPiece.Plain;
        }

        if (IsOctal(text[1]))
            return ReadOctal(text, last);
        return IsPart(text[1]) || (IsPart(previous) && IsQuote(text[1])) ? ShellPiece.Dropped(1) : ShellPiece.Plain;
    }

    public static ShellPiece ReadQuote(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (text.Length == 1)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        if (IsPart(previous))
            return IsPart(text[1]) || IsQuote(text[1]) ? ShellPiece.Dropped(1) : ShellPiece.Plain;
        if (text[1] != text[0])
            return ShellPiece.Plain;
        if (text.Length == 2)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        return IsPart(text[2]) ? ShellPiece.Dropped(2) : ShellPiece.Plain;
    }

    public static ShellPiece ReadCaret(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (text.Length == 1)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        return char.IsAsciiLetter((char)previous) && char.IsAsciiLetter((char)text[1]) ? ShellPiece.Dropped(1) : ShellPiece.Plain;
    }

    /// <summary>PowerShell's escape inside a word, or a small substitution.</summary>
    public static ShellPiece ReadTick(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (text.Length == 1)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        if (char.IsAsciiLetter((char)previous) && char.IsAsciiLetter((char)text[1]))
            return ShellPiece.Dropped(1);
        return ReadSubstitution(text, opening: 1, (byte)'`', last);
    }

    /// <summary>A substitution that only says a name: <c>$(echo rm)</c>, <c>`which curl`</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="opening">Bytes that open it.</param>
    /// <param name="close">The byte that closes it.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    public static ShellPiece ReadSubstitution(ReadOnlySpan<byte> text, int opening, byte close, bool last)
    {
        var inside = text[opening..];
        var command = inside.Length == 0 ? 0 : inside[0] switch
        {
            (byte)'e' => Skip(inside, "echo "u8),
            (byte)'p' => Skip(inside, "printf "u8),
            (byte)'w' => Skip(inside, "which "u8),
            (byte)'c' => Skip(inside, "command -v "u8),
            _ => -1,
        };
        if (command < 0)
            return ShellPiece.Plain;
        if (command == 0)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        var rest = inside[command..];
        var quote = rest.Length > 0 && IsQuote(rest[0]) ? rest[0] : (byte)0;
        var from = quote == 0 ? 0 : 1;
        var end = from;
        while (end < rest.Length && end <= LongestName && IsPart(rest[end]))
            end++;
        if (end > LongestName)
            return ShellPiece.Plain;
        var until = quote == 0 ? end : end + 1;
        if (until >= rest.Length)
            return last ? ShellPiece.Plain : ShellPiece.NeedMore;
        var isName = end > from && (quote == 0 || rest[end] == quote) && rest[until] == close;
        return isName ? ShellPiece.Part(opening + command + until + 1, opening + command + from, end - from) : ShellPiece.Plain;
    }

    /// <summary>Undoes the escapes of <c>$'…'</c>. Never writes more than it reads.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            if (text[0] != (byte)'\\' || text.Length == 1)
            {
                output[written++] = text[0];
                text = text[1..];
                continue;
            }

            var (value, digits, lead) = text[1] switch
            {
                (byte)'x' => Digits(HexDigits.Read(text[2..], 2), 2),
                (byte)'u' => Digits(HexDigits.Read(text[2..], 4), 2),
                >= (byte)'0' and <= (byte)'7' => Digits(Octal(text[1..], OctalDigits), 1),
                (byte)'n' => (' ', 0, 2),
                (byte)'t' => (' ', 0, 2),
                _ => (text[1], 0, 2),
            };
            output[written++] = value < 0x80 ? (byte)value : (byte)'?';
            text = text[(lead + digits)..];
        }

        return written;

        static (int, int, int) Digits((int Value, int Count) read, int lead) => (read.Value, read.Count, lead);
    }

    // As printf and echo write a byte: \NNN, or \0NNN. What is no letter, digit or sign is left.
    private static ShellPiece ReadOctal(ReadOnlySpan<byte> text, bool last)
    {
        var (value, count) = Octal(text[1..], text[1] == (byte)'0' ? OctalDigits + 1 : OctalDigits);
        if (1 + count == text.Length && count < OctalDigits + (text[1] == (byte)'0' ? 1 : 0) && !last)
            return ShellPiece.NeedMore;
        return count >= OctalDigits && value is > ' ' and < 0x7F ? ShellPiece.Of(1 + count, (byte)value) : ShellPiece.Dropped(1);
    }

    private static (int Value, int Count) Octal(ReadOnlySpan<byte> text, int most)
    {
        var (value, count) = (0, 0);
        while (count < most && count < text.Length && IsOctal(text[count]))
            value = (8 * value) + text[count++] - '0';
        return (value, count);
    }

    // The length of the command, 0 where it is cut off, less where it is another.
    private static int Skip(ReadOnlySpan<byte> text, ReadOnlySpan<byte> command)
    {
        if (text.StartsWith(command))
            return command.Length;
        return text.Length < command.Length && command.StartsWith(text) ? 0 : -1;
    }

    private static bool IsOctal(byte b) => b is >= (byte)'0' and <= (byte)'7';

    private static bool IsQuote(byte b) => b is (byte)'"' or (byte)'\'';
}
