using System.Buffers;
using System.Buffers.Text;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Follows a stretch of digits (base64, base32, hexadecimal) segment by segment, and tells which of them stand for text. Each
/// is told from its own bytes and the end of the one before, so that any cut of the stretch gives the same.
/// </summary>
internal sealed class DigitStretch(IPackedSink? packed)
{
    private const int BulkDigits = 1024;
    private const int FreshShare = 8;
    private const int BulkBytes = BulkDigits / 4 * 3;

    // Whether the digits before were decoded.
    private bool _isText;

    // Whether text was found a moment ago, so that more of it may follow soon.
    private bool _isFresh;

    // Printable bytes at the end of what came before.
    private int _before;

    /// <summary>What the digits are.</summary>
    public DigitKind Kind { get; private set; } = DigitKind.Base64;

    /// <summary>Whether some of the stretch was passed already.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Whether no digits of it are left.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A stretch begins.</summary>
    /// <param name="kind">What its digits are.</param>
    /// <param name="isText">Whether a text begins with it.</param>
    public void Begin(DigitKind kind, bool isText) => (Kind, _isText, IsInside, IsOver, _isFresh, _before) = (kind, isText, false, false, false, 0);

    /// <summary>Goes on to the next segment that is to be decoded.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the stretch goes on; then that segment, or how far it is known to stay as it is.</param>
    /// <param name="last">Whether nothing follows the text.</param>
    /// <returns>Whether the segment that begins there is to be decoded; null where more text is needed to tell.</returns>
    public bool? Find(ReadOnlySpan<byte> text, ref int at, bool last)
    {
        if (!_isText && Kind == DigitKind.Base64)
        {
            var bulk = LookAtBulk(text[at..]);
            if (bulk != 0)
            {
                at += bulk;
                return false;
            }
        }

        Span<byte> values = stackalloc byte[DigitSegment.MostDigits];
        Span<byte> bytes = stackalloc byte[DigitSegment.MostDigits];
        var segment = new DigitSegment(values);
        if (!segment.Read(text[at..], Kind, _isText, last))
            return null;
        var written = Kind.Decode(values[..segment.Count], bytes);
        if (segment.Count > 0 && HoldsText(bytes[..written], segment.IsEnd))
            return true;
        packed?.Write(bytes[..written]);
        _before = Math.Min(written, TextLikeness.PrintableAtEnd(bytes[..written]));
        (_isText, IsInside) = (false, true);
        if (segment.IsEnd)
            End();
        at += segment.Length;
        return false;
    }

    private bool HoldsText(ReadOnlySpan<byte> bytes, bool isEnd) =>
        _isText && bytes.Length < TextLikeness.LongRun
            ? isEnd || TextLikeness.HoldsText(bytes, TextLikeness.LongRun, isEnd)
            : TextLikeness.HoldsText(bytes, _before, isEnd);

    // How many digits make whole segments that hold no text; 0 where a closer look is needed.
    private int LookAtBulk(ReadOnlySpan<byte> text)
    {
        var most = _isFresh ? BulkDigits / FreshShare : BulkDigits;
        var length = RunFinder.LettersIn(text[..Math.Min(text.Length, most)]);

        // The digits at the end are looked at closely: what follows them may go on with them.
        var beyond = length % DigitSegment.MostDigits;
        var digits = text[..(length - (beyond == 0 && length == text.Length ? Math.Min(length, DigitSegment.MostDigits) : beyond))];
        Span<byte> buffer = stackalloc byte[BulkBytes];
        var bytes = buffer[..(digits.Length / 4 * 3)];
        if (digits.IsEmpty || (Base64.DecodeFromUtf8(digits, bytes, out _, out _, isFinalBlock: false) != OperationStatus.Done
            && Base64Url.DecodeFromUtf8(digits, bytes, out _, out _, isFinalBlock: false) != OperationStatus.Done))
        {
            return 0;
        }

        const int InSegment = DigitSegment.MostDigits / 4 * 3;
        var at = 0;
        for (; at < bytes.Length; at += InSegment)
        {
            var segment = bytes.Slice(at, InSegment);
            if (TextLikeness.HoldsText(segment, _before, isEnd: false))
                break;
            _before = TextLikeness.PrintableAtEnd(segment);
        }

        if (at == 0)
            return 0;
        packed?.Write(bytes[..at]);
        IsInside = true;
        _isFresh = at < bytes.Length;
        return at / 3 * 4;
    }

    /// <summary>Decodes a segment.</summary>
    /// <returns>What was taken and written; nothing where more text is needed.</returns>
    public DecodeStep Decode(ReadOnlySpan<byte> text, Span<byte> output, bool last)
    {
        Span<byte> values = stackalloc byte[DigitSegment.MostDigits];
        var segment = new DigitSegment(values);
        if (!segment.Read(text, Kind, _isText, last))
            return default;
        var padding = segment.IsEnd ? PaddingIn(text[segment.Length..], segment.Count, last) : 0;
        if (padding < 0)
            return default;
        var written = Kind.Decode(values[..segment.Count], output);
        packed?.Write(output[..written]);
        _before = TextLikeness.PrintableAtEnd(output[..written]);
        (_isText, IsInside) = (true, true);
        var length = segment.Length + padding;
        if (segment.IsEnd)
        {
            // What follows encoded labels of a host name does not go on with them.
            if (Kind.IsDotted && length < text.Length && text[length] == (byte)'.')
                (output[written++], length) = ((byte)' ', length + 1);
            End();
        }

        return new DecodeStep(length, written, length);
    }

    // What pads the last digits belongs to them, where it is as long as it has to be; -1 where more is needed to tell.
    private int PaddingIn(ReadOnlySpan<byte> text, int digits, bool last)
    {
        var padding = Kind.PaddingOf(digits);
        var found = text[..Math.Min(text.Length, padding)].IndexOfAnyExcept((byte)'=');
        if (found >= 0)
            return 0;
        return text.Length >= padding ? padding : last ? 0 : -1;
    }

    private void End()
    {
        packed?.Close();
        IsOver = true;
    }
}
