using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Brings text into the form a shell would see: quotes, backslashes and carets inside words dropped, <c>$IFS</c> turned into
/// a space, octal and <c>$'…'</c> escapes, brace lists, small substitutions and variables undone (<see cref="ShellDollar"/>),
/// wildcards in the paths of shells resolved, tags that mark up a part of a line dropped, continued lines joined, runs of
/// white space folded to one space, or to one line feed where the run begins with one.
/// </summary>
/// <remarks>One per view: what it remembers depends on the text alone, never on how the text is cut.</remarks>
internal sealed class CommandDecoder : IViewDecoder
{
    // Longer markup is not skipped: a lone angle bracket must not hide what follows it.
    private const int LongestTag = 512;

    private static readonly SearchValues<byte> Special = SearchValues.Create("\\'\"$ \t\r\n`^{<?*"u8);

    private readonly CommandMemory _memory = new();
    private readonly KeptStretches _kept = new();
    private int _tagLeft;

    public CommandDecoder() => Begin();

    public void Begin()
    {
        _memory.Begin();
        _tagLeft = 0;
    }

    public bool ChangesInside => false;

    public DecodedParts? Parts => null;

    public KeptStretches? Kept => _kept;

    public void BeginView(long sourceStart) => Begin();

    /// <summary>Every text has a command form.</summary>
    public bool TryFindChange(ReadOnlySpan<byte> text, bool last, out int at)
    {
        at = 0;
        return !text.IsEmpty;
    }

    /// <summary>A variable may stand for more than its name.</summary>
    public int Room(int input) => input + CommandMemory.Growth(input);

    public DecodeStep Decode(ReadOnlySpan<byte> input, byte previous, bool last, Span<byte> output)
    {
        var (consumed, written) = (0, 0);
        _kept.Begin();
        // Whether what stands left in the output is known to be what stands left in the input.
        var inStep = false;
        while (consumed < input.Length)
        {
            if (_tagLeft > 0)
            {
                consumed += SkipTag(input[consumed..]);
                inStep = false;
                continue;
            }

            var next = inStep ? CommandSignature.Next(input, consumed) : consumed;
            if (!inStep && !Special.Contains(input[next]))
                (next, inStep) = (next + 1, true);
            if (next > consumed)
            {
                input[consumed..next].CopyTo(output[written..]);
                _kept.Add(consumed, written, next - consumed);
                written += next - consumed;
                consumed = next;
                previous = input[next - 1];
                continue;
            }

            var piece = Read(input[consumed..], previous, last, output[..written]);
            if (piece.Length == 0)
                break;
            inStep = piece.IsPlain;
            var made = _memory.Write(piece, input.Slice(consumed, piece.Length), consumed, output[written..]);
            if (made == 1 && piece.Length == 1 && output[written] == input[consumed])
                _kept.Add(consumed, written, 1);
            consumed += piece.Length;
            written += made;
            if (made > 0)
                previous = output[written - 1];
        }

        _kept.Close();
        _memory.Remember(output[..written], consumed);
        return new DecodeStep(consumed, written, consumed);
    }

    private ShellPiece Read(ReadOnlySpan<byte> text, byte previous, bool last, ReadOnlySpan<byte> output) => text[0] switch
    {
        (byte)' ' or (byte)'\t' => previous is (byte)' ' or (byte)'\n' ? ShellPiece.Dropped(BlanksIn(text)) : ShellPiece.Of(1, (byte)' '),
        (byte)'\r' or (byte)'\n' => previous == (byte)'\n' ? ShellPiece.Dropped(1) : ShellPiece.Of(1, (byte)'\n'),
        (byte)'\\' => ShellQuoting.ReadBackslash(text, previous, last),
        (byte)'$' => ShellDollar.Read(text, previous, last, _memory, output),
        (byte)'`' => ShellQuoting.ReadTick(text, previous, last),
        (byte)'^' => ShellQuoting.ReadCaret(text, previous, last),
        (byte)'{' => ShellBraces.Read(text, previous, last),
        (byte)'<' => ReadTag(text, last),
        (byte)'?' or (byte)'*' => ShellWildcards.Read(text, previous, last, _memory, output),
        _ => ShellQuoting.ReadQuote(text, previous, last),
    };

    private static int BlanksIn(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept((byte)' ', (byte)'\t') is >= 0 and var length ? length : text.Length;

    private ShellPiece ReadTag(ReadOnlySpan<byte> text, bool last)
    {
        var length = InlineTag.Read(text, last);
        if (length > 0)
            _tagLeft = LongestTag;
        return length < 0 ? ShellPiece.NeedMore : length > 0 ? ShellPiece.Dropped(length) : ShellPiece.Plain;
    }

    private int SkipTag(ReadOnlySpan<byte> text)
    {
        var reach = text[..Math.Min(text.Length, _tagLeft)];
        var close = reach.IndexOf((byte)'>');
        _tagLeft = close < 0 ? _tagLeft - reach.Length : 0;
        return close < 0 ? reach.Length : close + 1;
    }
}
