using System.Buffers;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Undoes one level of the escapes that what is matched may still hold: backslash escapes, percent-encoding (RFC 3986
/// section 2.1), HTML character references and, in forms and queries, <c>+</c> for a space. Views are made by <see cref="LevelDecoder"/>.
/// </summary>
internal sealed class EscapeDecoder : IViewDecoder
{
    private readonly SearchValues<byte> _leads;

    private EscapeDecoder(ReadOnlySpan<byte> leads) => _leads = SearchValues.Create(leads);

    /// <summary>For most text.</summary>
    public static EscapeDecoder Text { get; } = new("\\%&"u8);

    /// <summary>For queries and form bodies, where <c>+</c> is a space.</summary>
    public static EscapeDecoder Form { get; } = new("\\%&+"u8);

    public bool ChangesInside => false;

    public DecodedParts? Parts => null;

    public void Begin()
    {
    }

    public void BeginView(long sourceStart)
    {
    }

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
            switch (EscapeReader.Read(text[at..], default, last).Status)
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
            var escape = EscapeReader.Read(input[consumed..], default, last);
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
}
