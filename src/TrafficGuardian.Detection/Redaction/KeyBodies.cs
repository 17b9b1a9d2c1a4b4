using System.Buffers;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>Hides private keys from their header line on, and credentials in URLs.</summary>
internal static class KeyBodies
{
    private static readonly SearchValues<byte> AuthorityEnds = SearchValues.Create("/?# \t\r\n\"'<>"u8);

    // Of PEM and its kin; of PuTTY's files, whose comment may hold anything.
    private static readonly byte[][] Headers =
        [[.. "PRIVATE KEY"u8], [.. "PuTTY-User-Key-File-"u8], [.. "Public-Lines"u8], [.. "Private-Lines"u8], [.. "Private-MAC"u8]];

    /// <summary>Hides what follows the header of a private key, as far as it could belong to it.</summary>
    public static void HidePrivateKeys(ReadOnlySpan<byte> text, Span<bool> hidden)
    {
        foreach (var header in Headers)
            HideAfter(header, text, hidden);
    }

    private static void HideAfter(ReadOnlySpan<byte> header, ReadOnlySpan<byte> text, Span<bool> hidden)
    {
        for (var at = 0; ;)
        {
            var found = text[at..].IndexOf(header);
            if (found < 0)
                return;
            at += found + header.Length;
            var end = at;
            while (end < text.Length && IsKeyPart(text[end]))
                end++;
            hidden[at..end].Fill(true);
        }
    }

    /// <summary>Hides the user information of URLs: <c>//user:password@</c>, <c>//token@</c> (RFC 3986 section 3.2.1).</summary>
    public static void HideUserInfo(ReadOnlySpan<byte> text, Span<bool> hidden)
    {
        for (var at = 0; ;)
        {
            var found = text[at..].IndexOf("://"u8);
            if (found < 0)
                return;
            at += found + 3;
            var authority = text[at..];
            var end = authority.IndexOfAny(AuthorityEnds);
            authority = end < 0 ? authority : authority[..end];
            var sign = authority.LastIndexOf((byte)'@');
            if (sign > 0)
                hidden.Slice(at, sign).Fill(true);
        }
    }

    // Base64, header fields of old PEM forms, line ends whether escaped or not; a quote or a bracket ends the text that holds it.
    private static bool IsKeyPart(byte b) =>
        char.IsAsciiLetterOrDigit((char)b)
        || b is (byte)'+' or (byte)'/' or (byte)'=' or (byte)'-' or (byte)'\\' or (byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t'
            or (byte)':' or (byte)',' or (byte)'_' or (byte)'.' or (byte)'%' or (byte)'>' or (byte)'|';
}
