namespace TrafficGuardian.Detection.Decoding;

/// <summary>Wildcards that stand for a shell or a tool of the system: <c>/b?n/ba?h</c>, <c>/???/b*sh</c>.</summary>
internal static class ShellWildcards
{
    private const int Longest = 24;

    private static readonly byte[] Joined =
        "/bin/bash /bin/sh /bin/zsh /bin/dash /bin/rm /bin/nc /usr/bin/curl /usr/bin/wget /usr/bin/bash /usr/bin/perl /usr/bin/python3 /usr/bin/python /usr/bin/env /usr/bin/nc "u8.ToArray();

    /// <summary>The paths that are known, one behind the other.</summary>
    public static ReadOnlySpan<byte> Paths => Joined;

    public static ShellPiece Read(ReadOnlySpan<byte> text, byte previous, bool last, CommandMemory memory, ReadOnlySpan<byte> output)
    {
        if (!ShellQuoting.IsPart(previous))
            return ShellPiece.Plain;
        var before = memory.Last(output, Longest);
        var start = before.Length;
        while (start > 0 && (char.IsAsciiLetterLower((char)before[start - 1]) || before[start - 1] == (byte)'/'))
            start--;
        var head = before[start..];
        if (head.IsEmpty || !IsKnownBeginning(head) || (start > 0 && !MayPrecede(before[start - 1])))
            return ShellPiece.Plain;
        var reach = text[..Math.Min(text.Length, Longest)];
        var length = 0;
        while (length < reach.Length && IsPatternPart(reach[length]))
            length++;
        if (length == reach.Length)
        {
            if (length == Longest)
                return ShellPiece.Plain;
            if (!last)
                return ShellPiece.NeedMore;
        }

        return Resolve(head, reach[..length]);
    }

    private static ShellPiece Resolve(ReadOnlySpan<byte> head, ReadOnlySpan<byte> pattern)
    {
        // A star alone in the last place stands for everything there, not for one tool.
        if (pattern[(pattern.LastIndexOf((byte)'/') + 1)..].SequenceEqual("*"u8))
            return ShellPiece.Plain;
        for (var at = 0; at < Joined.Length;)
        {
            var path = Joined.AsSpan(at, Joined.AsSpan(at).IndexOf((byte)' '));
            if (path.StartsWith(head) && Matches(path[head.Length..], pattern))
                return new ShellPiece(pattern.Length, ShellPieceKind.Path, at + head.Length, path.Length - head.Length);
            at += path.Length + 1;
        }

        return ShellPiece.Plain;
    }

    private static bool IsKnownBeginning(ReadOnlySpan<byte> head) =>
        "/usr/bin/"u8.StartsWith(head) || (head.StartsWith("/bin/"u8) && head.Length < 10) || "/bin/"u8.StartsWith(head)
        || (head.StartsWith("/usr/bin/"u8) && head.Length < 16);

    // The usual matching with one place to go back to: a star never crosses a slash.
    private static bool Matches(ReadOnlySpan<byte> path, ReadOnlySpan<byte> pattern)
    {
        var (at, of, star, mark) = (0, 0, -1, 0);
        while (at < path.Length)
        {
            if (of < pattern.Length && pattern[of] == (byte)'*')
            {
                (star, mark) = (of++, at);
            }
            else if (of < pattern.Length && (pattern[of] == path[at] || (pattern[of] == (byte)'?' && path[at] != (byte)'/')))
            {
                at++;
                of++;
            }
            else if (star >= 0 && path[mark] != (byte)'/')
            {
                (of, at) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[of..].IndexOfAnyExcept((byte)'*') < 0;
    }

    private static bool IsPatternPart(byte b) => char.IsAsciiLetterLower((char)b) || char.IsAsciiDigit((char)b) || b is (byte)'/' or (byte)'?' or (byte)'*';

    private static bool MayPrecede(byte b) => b is not ((byte)':' or (byte)'.' or (byte)'-' or (byte)'_') && !char.IsAsciiLetterOrDigit((char)b);
}
