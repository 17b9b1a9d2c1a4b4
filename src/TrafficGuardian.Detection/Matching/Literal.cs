namespace TrafficGuardian.Detection.Matching;

/// <summary>A string that the prefilter looks for.</summary>
/// <param name="Text">Its bytes, three or more.</param>
/// <param name="IgnoreCase">Whether the case of ASCII letters is ignored.</param>
/// <param name="Rules">Indexes of the rules that want it.</param>
internal sealed record Literal(byte[] Text, bool IgnoreCase, int[] Rules)
{
    public Literal(byte[] text, bool ignoreCase, int rule)
        : this(text, ignoreCase, [rule])
    {
    }

    /// <summary>Whether it stands at the start of <paramref name="text"/>.</summary>
    public bool IsPrefixOf(ReadOnlySpan<byte> text)
    {
        if (text.Length < Text.Length)
            return false;
        var here = text[..Text.Length];
        return IgnoreCase ? System.Text.Ascii.EqualsIgnoreCase(here, Text) : here.SequenceEqual(Text);
    }
}
