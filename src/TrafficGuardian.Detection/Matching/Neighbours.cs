using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Matching;

/// <summary>Checks what stands directly left and right of a match.</summary>
internal static class Neighbours
{
    private const string Alphanumeric = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly bool[] Word = Table(Alphanumeric + "_");
    private static readonly bool[] Token = Table(Alphanumeric + "_+/-");
    private static readonly bool[] TokenInTarget = Table(Alphanumeric + "_+-");
    private static readonly bool[] Path = Table(Alphanumeric + "_-");

    /// <summary>Whether the boundary allows a match at <c>[start, end)</c>. The ends of the text allow everything.</summary>
    /// <param name="boundary">The boundary.</param>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="inTarget">Whether the text is a request target, where a slash parts segments and is no base64.</param>
    public static bool Allow(RuleBoundary boundary, ReadOnlySpan<byte> text, int start, int end, bool inTarget)
    {
        if (boundary == RuleBoundary.None)
            return true;
        var refused = boundary switch
        {
            RuleBoundary.Word => Word,
            RuleBoundary.Path => Path,
            _ => inTarget ? TokenInTarget : Token,
        };
        if (end < text.Length && refused[text[end]])
            return false;
        if (start == 0 || (boundary == RuleBoundary.Path && text[start] is (byte)'/' or (byte)'~' or (byte)'.'))
            return true;
        return !refused[text[start - 1]];
    }

    /// <summary>The last run of token characters of a match; all of it where it has none.</summary>
    public static ReadOnlySpan<byte> LastToken(ReadOnlySpan<byte> match)
    {
        var end = match.Length;
        while (end > 0 && !IsTokenPart(match[end - 1]))
            end--;
        var start = end;
        while (start > 0 && IsTokenPart(match[start - 1]))
            start--;
        return end == 0 ? match : match[start..end];
    }

    private static bool IsTokenPart(byte b) => Token[b] || b is (byte)'.' or (byte)'~';

    private static bool[] Table(string characters)
    {
        var table = new bool[256];
        foreach (var c in characters)
            table[c] = true;
        return table;
    }
}
