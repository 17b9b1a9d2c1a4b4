using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TrafficGuardian.Load;

/// <summary>Measures how long an event of a stream takes from the origin's send to the client's receive.</summary>
internal static class EventProbe
{
    /// <returns>The delays, sorted, in ticks of the stopwatch: one clock for all processes of a machine.</returns>
    public static long[] Delays(LoadPlan plan)
    {
        using var client = new HttpConnection(plan);
        var delays = new List<long>();
        string rest = "";
        foreach (ReadOnlyMemory<byte> piece in client.Stream())
        {
            long now = Stopwatch.GetTimestamp();
            rest += Encoding.ASCII.GetString(piece.Span);
            int start;
            int end;
            while ((start = rest.IndexOf("data: ", StringComparison.Ordinal)) >= 0
                && (end = rest.IndexOf('\n', start)) >= 0)
            {
                delays.Add(now - long.Parse(rest.AsSpan(start + 6, end - start - 6), CultureInfo.InvariantCulture));
                rest = rest[end..];
            }

            if (rest.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
            {
                break;
            }
        }

        delays.Sort();
        return [.. delays];
    }
}
