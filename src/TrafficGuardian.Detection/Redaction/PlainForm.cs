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
        return view == RuleView.Command ? Apply(CommandDecoder.Instance, output, length) : length;
    }

    // Decoders never write ahead of what they have read, but what they read must stay as it was.
    private static int Apply(IViewDecoder decoder, Span<byte> text, int length)
    {
        var input = text[..length].ToArray();
        var step = decoder.Decode(input, previous: 0, last: true, text);
        input.AsSpan().Clear();
        return step.Written;
    }
}
