namespace TrafficGuardian.Detection.Decoding;

/// <summary>Reads one escape of any kind that stands for a single character.</summary>
internal static class EscapeReader
{
    /// <summary>What an escape may begin with, forms left out.</summary>
    public static byte[] Leads { get; } = [.. "\\%&="u8, .. UnicodeEscape.Leads, .. UnicodeEscape.Controls];

    /// <summary>Reads what stands at one of <see cref="Leads"/>, or at the <c>+</c> of a form.</summary>
    public static Escape Read(ReadOnlySpan<byte> text, in EscapeContext context, bool last) => text[0] switch
    {
        (byte)'\\' => BackslashEscape.Read(text, last),
        (byte)'%' => ReadPercent(text, last),
        (byte)'&' => HtmlEntity.Read(text, last),
        (byte)'=' => QuotedPrintable.Read(text, context.IsQuotedPrintable, last),
        (byte)'+' => Escape.Of(1, ' '),
        >= 0x80 => UnicodeEscape.Read(text, context.Previous, context.IsInTags, last),
        _ => UnicodeEscape.ReadControl(text, context.Previous, last),
    };

    /// <summary>What a lead says of what its escape belongs to.</summary>
    public static EncodingKind KindOf(byte lead) => lead switch
    {
        (byte)'\\' => EncodingKind.Backslash,
        (byte)'%' or (byte)'+' => EncodingKind.Percent,
        (byte)'&' => EncodingKind.Html,
        (byte)'=' => EncodingKind.QuotedPrintable,
        >= 0x80 => EncodingKind.Unicode,
        _ => EncodingKind.Controls,
    };

    private static Escape ReadPercent(ReadOnlySpan<byte> text, bool last)
    {
        var (value, count) = HexDigits.Read(text[1..], 2);
        if (count == 2)
            return Escape.OfByte(3, value);
        return count + 1 == text.Length && !last ? Escape.NeedMore : Escape.None;
    }
}
