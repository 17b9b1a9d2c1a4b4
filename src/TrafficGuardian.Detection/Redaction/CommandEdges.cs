namespace TrafficGuardian.Detection.Redaction;

/// <summary>
/// Takes from a matched command what its expression read only to see where the command begins and ends,
/// so that the same command in a page, in JSON and in a shell prompt is one and the same match.
/// </summary>
internal static class CommandEdges
{
    /// <summary>Narrows <c>[start, start + length)</c>; never to nothing.</summary>
    public static (int Start, int Length) Trim(ReadOnlySpan<byte> text, int start, int length)
    {
        var end = start + length;
        while (end - start > 1 && IsTail(text[end - 1]))
            end--;
        while (end - start > 1 && IsLead(text[start], text[start + 1]))
            start++;
        return (start, end - start);
    }

    private static bool IsTail(byte b) => b <= (byte)' ' || "\"'`;,)<>&|#\\]"u8.Contains(b);

    // An angle bracket before a letter closes a tag; before a path it redirects, and is part of the command.
    private static bool IsLead(byte b, byte next) =>
        b <= (byte)' ' || "\"'`;,:=&|([{!#%\\"u8.Contains(b) || (b == (byte)'>' && char.IsAsciiLetter((char)next));
}
