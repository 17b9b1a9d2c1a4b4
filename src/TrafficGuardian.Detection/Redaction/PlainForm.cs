using TrafficGuardian.Detection.Decoding;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>The form of a match that is the same whatever it was wrapped in.</summary>
internal static class PlainForm
{
    private const int MostPasses = 4;

    /// <summary>Writes it to <paramref name="output"/>, which is at least as long as the text.</summary>
    public static int Write(ReadOnlySpan<byte> text, RuleView view, Span<byte> output)
    {
        text.CopyTo(output);
        var length = text.Length;
        for (var pass = 0; pass < MostPasses && EscapeDecoder.Text.TryFindChange(output[..length], last: true, out _); pass++)
            length = Apply(EscapeDecoder.Text, output, length);
        return view == RuleView.Command ? Apply(new CommandDecoder(), output, length) : length;
    }

    // What a decoder reads must stay as it was while it writes; what it makes beyond the room there is, is left out.
    private static int Apply(IViewDecoder decoder, Span<byte> text, int length)
    {
        var made = new byte[decoder.Room(length)];
        var step = decoder.Decode(text[..length], previous: 0, last: true, made);
        var written = Math.Min(step.Written, text.Length);
        made.AsSpan(0, written).CopyTo(text);
        made.AsSpan().Clear();
        return written;
    }
}
