using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Values that something is glued to, to hide where they begin or end.</summary>
internal static class GluedValue
{
    private const int Most = 4;
    private const int Shortest = 20;

    /// <summary>Whether a match counts in spite of what stands directly beside it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="text">The text.</param>
    /// <param name="range">Where the match stands.</param>
    /// <param name="isOpen">Whether the text goes on before its first byte and behind its last.</param>
    public static bool Counts(Rule rule, ReadOnlySpan<byte> text, Range range, (bool Before, bool Behind) isOpen)
    {
        var (start, length) = (range.Start.Value, range.End.Value - range.Start.Value);
        var beforeIsFree = Neighbours.Allow(rule.Info.Boundary, text[..(start + length)], start..(start + length), inTarget: false);
        var behindIsFree = Neighbours.Allow(rule.Info.Boundary, text[start..], ..length, inTarget: false);
        return (behindIsFree && StartsAnew(rule, text, start, length, isOpen.Before)) || (beforeIsFree && EndsInOther(rule, text, start, length, isOpen.Behind));
    }

    // A few small letters behind a value of large ones and digits, and nothing more.
    private static bool EndsInOther(Rule rule, ReadOnlySpan<byte> text, int start, int length, bool isOpen)
    {
        var end = start + length;
        if (length < Shortest || !rule.IsDistinctAt(text[start..]) || text[start..end].IndexOfAnyInRange((byte)'a', (byte)'z') >= 0)
            return false;
        var at = end;
        while (at < text.Length && at - end <= Most && char.IsAsciiLetterLower((char)text[at]))
            at++;
        return at - end <= Most && (at == text.Length ? !isOpen : text[at] is (byte)'"' or (byte)'\'' or (byte)'&' or (byte)' ' or (byte)'\n' or (byte)',');
    }

    // Behind the scheme of an address, or a few letters that are put before a key to hide it and begin a token of their own.
    private static bool StartsAnew(Rule rule, ReadOnlySpan<byte> text, int start, int length, bool isOpen)
    {
        if (start >= 3 && text[(start - 3)..start].SequenceEqual("://"u8))
            return true;
        if (length < Shortest || !rule.IsDistinctAt(text[start..]))
            return false;
        // What is all large letters and digits goes on to the left in those (EURASIA), not in small ones.
        var isLarge = text.Slice(start, length).IndexOfAnyInRange((byte)'a', (byte)'z') < 0;
        var at = start;
        while (at > 0 && start - at <= Most && (isLarge ? char.IsAsciiLetterLower((char)text[at - 1]) : char.IsAsciiLetterOrDigit((char)text[at - 1])))
            at--;
        return start - at <= Most && (at == 0 ? !isOpen : text[at - 1] is (byte)'"' or (byte)'\'' or (byte)'=' or (byte)' ' or (byte)'\n' or (byte)':');
    }
}
