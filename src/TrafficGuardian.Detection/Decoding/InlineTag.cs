using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Decoding;

/// <summary>
/// Tags that mark up a part of a line, as highlighters put them into commands. Others part one text from the next,
/// and are left.
/// </summary>
internal static class InlineTag
{
    private static readonly SearchValues<byte> First = SearchValues.Create("sfemwbiu"u8);

    private static readonly byte[][] Names = [.. new[] { "span", "font", "em", "strong", "mark", "wbr", "b", "i", "u" }.Select(Encoding.ASCII.GetBytes)];

    // What highlighters write. Other attributes may say that the text is not shown, which matters to other rules.
    private static ReadOnlySpan<byte> Class => " class="u8;

    /// <summary>How long the tag is up to its attributes, which are to be skipped; 0: none; less: more text is needed.</summary>
    public static int Read(ReadOnlySpan<byte> text, bool last)
    {
        var start = text.Length > 1 && text[1] == (byte)'/' ? 2 : 1;
        if (text.Length > start && !First.Contains(text[start]))
            return 0;
        var cutOff = text.Length == start;
        foreach (var name in Names)
        {
            var rest = text[start..];
            if (rest.Length <= name.Length)
            {
                cutOff |= rest.SequenceEqual(name.AsSpan(0, rest.Length));
                continue;
            }

            if (!rest.StartsWith(name))
                continue;
            rest = rest[name.Length..];
            if (rest[0] is (byte)'>' or (byte)'/' || rest.StartsWith(Class))
                return text.Length - rest.Length;
            cutOff |= Class.StartsWith(rest);
        }

        return cutOff && !last ? -1 : 0;
    }
}
