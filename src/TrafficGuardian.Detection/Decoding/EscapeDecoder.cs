using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Undoes one level of escapes that stand for single characters: backslash escapes, percent-encoding (RFC 3986
/// section 2.1), HTML character references and, in forms and queries, <c>+</c> for a space. One decoder for all of them,
/// so that any nesting of them costs one view a level.
/// </summary>
internal sealed class EscapeDecoder : IViewDecoder
{
    private readonly SearchValues<byte> _leads;

    private EscapeDecoder(ReadOnlySpan<byte> leads) => _leads = SearchValues.Create(leads);

    /// <summary>For most text.</summary>
    public static EscapeDecoder Text { get; } = new("\\%&"u8);

    /// <summary>For queries and form bodies, where <c>+</c> is a space.</summary>
    public static EscapeDecoder Form { get; } = new("\\%&+"u8);

    public bool TryFindChange(ReadOnlySpan<byte> text, bool last, out int at)
    {
        at = 0;
        while (true)
        {
            var lead = text[at..].IndexOfAny(_leads);
            if (lead < 0)
            {
                at = text.Length;
                return false;
            }

            at += lead;
            switch (Read(text[at..], last).Status)
            {
                case EscapeStatus.Decoded:
                    return true;
                case EscapeStatus.NeedMore:
                    return false;
                default:
                    at++;
                    break;
            }
        }
    }

    public DecodeStep Decode(ReadOnlySpan<byte> input, byte previous, bool last, Span<byte> output)
    {
        var (consumed, written, change) = (0, 0, 0);
        while (consumed < input.Length)
        {
            var lead = input[consumed..].IndexOfAny(_leads);
            var plain = lead < 0 ? input.Length - consumed : lead;
            input.Slice(consumed, plain).CopyTo(output[written..]);
            consumed += plain;
            written += plain;
            if (lead < 0)
                break;
            var escape = Read(input[consumed..], last);
            if (escape.Status == EscapeStatus.NeedMore)
                break;
            if (escape.Status == EscapeStatus.None)
            {
                output[written++] = input[consumed++];
                continue;
            }

            written += escape.Write(output[written..]);
            consumed += escape.Length;
            change = consumed;
        }

        return new DecodeStep(consumed, written, change);
    }

    private static Escape Read(ReadOnlySpan<byte> text, bool last) => text[0] switch
    {
        (byte)'\\' => BackslashEscape.Read(text, last),
        (byte)'%' => ReadPercent(text, last),
        (byte)'&' => HtmlEntity.Read(text, last),
        _ => Escape.Of(1, ' '),
    };

    private static Escape ReadPercent(ReadOnlySpan<byte> text, bool last)
    {
        var (value, count) = HexDigits.Read(text[1..], 2);
        if (count == 2)
            return Escape.OfByte(3, value);
        return count + 1 == text.Length && !last ? Escape.NeedMore : Escape.None;
    }
}
