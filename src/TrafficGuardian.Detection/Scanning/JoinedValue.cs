using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Matches in a text that was put together from several values.</summary>
internal static class JoinedValue
{
    /// <summary>Whether what stands beside a match lets it count: where one value ends and the next begins is an end of the text to either side.</summary>
    public static bool IsBounded(SentText joined, Rule rule, ReadOnlySpan<byte> held, Range range, ViewEnd viewEnd)
    {
        var (start, end) = (range.Start.Value, range.End.Value);
        var from = joined.IsJoint(start) ? start : 0;
        var until = joined.IsJoint(end) ? end : held.Length;
        // A path may come about by chance where two texts meet: its parts are values that hold nothing else.
        if (rule.IsPath && !IsWholePath(joined, held, start, end))
            return false;
        return (end < held.Length || !viewEnd.IsInside)
            && Neighbours.Allow(rule.Info.Boundary, held[from..until], (start - from)..(end - from), inTarget: false);
    }

    private static bool IsWholePath(SentText joined, ReadOnlySpan<byte> held, int start, int end)
    {
        while (start > 0 && !joined.IsJoint(start))
        {
            if (!IsPathPart(held[--start]))
                return false;
        }

        while (end < held.Length && !joined.IsJoint(end))
        {
            if (!IsPathPart(held[end++]))
                return false;
        }

        return true;
    }

    private static bool IsPathPart(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'/' or (byte)'\\' or (byte)'.' or (byte)'_' or (byte)'-' or (byte)'~' or (byte)'$';
}
