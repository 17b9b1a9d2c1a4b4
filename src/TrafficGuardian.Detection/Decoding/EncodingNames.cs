namespace TrafficGuardian.Detection.Decoding;

/// <summary>Names what text was wrapped in, outermost first.</summary>
internal static class EncodingNames
{
    private static readonly (EncodingKind Kind, string Name)[] Names =
    [
        (EncodingKind.Backslash, "backslash"), (EncodingKind.Percent, "percent"), (EncodingKind.Html, "html"),
        (EncodingKind.QuotedPrintable, "quoted-printable"), (EncodingKind.Unicode, "unicode"), (EncodingKind.Controls, "utf-16"),
        (EncodingKind.Hex, "hex"), (EncodingKind.Base32, "base32"), (EncodingKind.Base64, "base64"), (EncodingKind.Codes, "codes"),
        (EncodingKind.Letters, "letters"), (EncodingKind.Packed, "compressed"), (EncodingKind.Split, "split"),
    ];

    /// <summary>Levels from the innermost on, such as <c>percent &gt; base64</c>; empty where there are none.</summary>
    public static string Of(IEnumerable<EncodingKind> innermostFirst) => string.Join(
        " > ", innermostFirst.Where(static k => k != EncodingKind.None).Reverse().Select(Of));

    private static string Of(EncodingKind kinds) =>
        string.Join('+', Names.Where(n => kinds.HasFlag(n.Kind)).Select(static n => n.Name));
}
