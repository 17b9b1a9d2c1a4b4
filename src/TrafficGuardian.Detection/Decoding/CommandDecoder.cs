using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Brings text into the form a shell would see: quotes and backslashes inside words dropped, <c>$IFS</c> turned into a
/// space, <c>$@</c> and <c>$*</c> inside words dropped, continued lines joined, runs of white space folded to one space,
/// or to one line feed where the run begins with one.
/// </summary>
internal sealed class CommandDecoder : IViewDecoder
{
    private const int LongestIfs = 16;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\\'\"$ \t\r\n"u8);

    private CommandDecoder()
    {
    }

    public static CommandDecoder Instance { get; } = new();

    public bool ChangesInside => false;

    public DecodedParts? Parts => null;

    public void Begin()
    {
    }

    public void BeginView(long sourceStart)
    {
    }

    /// <summary>Every text has a command form.</summary>
    public bool TryFindChange(ReadOnlySpan<byte> text, bool last, out int at)
    {
        at = 0;
        return !text.IsEmpty;
    }

    public DecodeStep Decode(ReadOnlySpan<byte> input, byte previous, bool last, Span<byte> output)
    {
        var (consumed, written) = (0, 0);
        // Whether what stands left in the output is known to be what stands left in the input.
        var inStep = false;
        while (consumed < input.Length)
        {
            var next = inStep ? CommandSignature.Next(input, consumed) : consumed;
            if (!inStep && !Special.Contains(input[next]))
                (next, inStep) = (next + 1, true);
            if (next > consumed)
            {
                input[consumed..next].CopyTo(output[written..]);
                written += next - consumed;
                consumed = next;
                previous = input[next - 1];
                continue;
            }

            var (length, result) = Read(input[consumed..], previous, last);
            if (length == 0)
                break;
            inStep = length == 1 && result == input[consumed];
            consumed += length;
            if (result != 0)
                output[written++] = previous = result;
        }

        return new DecodeStep(consumed, written, consumed);
    }

    // How many bytes are taken (0: more is needed) and the byte that stands for them (0: none).
    private static (int Length, byte Result) Read(ReadOnlySpan<byte> text, byte previous, bool last) => text[0] switch
    {
        (byte)' ' or (byte)'\t' => previous is (byte)' ' or (byte)'\n' ? (BlanksIn(text), (byte)0) : (1, (byte)' '),
        (byte)'\r' or (byte)'\n' => (1, previous == (byte)'\n' ? (byte)0 : (byte)'\n'),
        (byte)'\\' => ReadBackslash(text, previous, last),
        (byte)'$' => ReadDollar(text, previous, last),
        _ => ReadQuote(text, previous, last),
    };

    private static int BlanksIn(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept((byte)' ', (byte)'\t') is >= 0 and var length ? length : text.Length;

    private static (int Length, byte Result) ReadBackslash(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (text.Length == 1)
            return last ? (1, text[0]) : default;
        if (text[1] == (byte)'\n')
            return (2, 0);
        if (text[1] == (byte)'\r')
            return text.Length == 2 && !last ? default : text.Length > 2 && text[2] == (byte)'\n' ? (3, (byte)0) : (1, text[0]);
        var dropped = IsWord(text[1]) || (IsWord(previous) && IsQuote(text[1]));
        return (1, dropped ? (byte)0 : text[0]);
    }

    private static (int Length, byte Result) ReadQuote(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (!IsWord(previous))
            return (1, text[0]);
        if (text.Length == 1)
            return last ? (1, text[0]) : default;
        return (1, IsWord(text[1]) || IsQuote(text[1]) ? (byte)0 : text[0]);
    }

    private static (int Length, byte Result) ReadDollar(ReadOnlySpan<byte> text, byte previous, bool last)
    {
        if (text.Length < LongestIfs && !last)
            return default;
        if (text.StartsWith("${IFS"u8))
        {
            var close = text[..Math.Min(text.Length, LongestIfs)].IndexOf((byte)'}');
            return close < 0 ? (1, text[0]) : (close + 1, (byte)' ');
        }

        if (text.StartsWith("$IFS"u8) && (text.Length == 4 || !IsWord(text[4])))
            return (text.Length > 5 && text[4] == (byte)'$' && char.IsAsciiDigit((char)text[5]) ? 6 : 4, (byte)' ');
        if (text.Length > 2 && text[1] is (byte)'@' or (byte)'*' && IsWord(previous) && IsWord(text[2]))
            return (2, 0);
        return (1, text[0]);
    }

    private static bool IsWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b == (byte)'_';

    private static bool IsQuote(byte b) => b is (byte)'"' or (byte)'\'';
}
