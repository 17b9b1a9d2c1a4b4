using TrafficGuardian.Monitor.Lifecycle;

namespace TrafficGuardian.Cli.Output;

/// <summary>What <c>run</c> says at its end.</summary>
internal static class RunSummary
{
    public static void Write(TextWriter writer, MonitorHost host)
    {
        var status = host.Status();
        var (traffic, inspection, findings, log) = (status.Traffic!, status.Inspection!, status.Findings!, status.Log!);
        writer.WriteLine($"traffic-guardian: {Count(traffic.Exchanges, "request")}, {Count(traffic.Tunnels, "tunnel")}, {Count(findings.Total, "finding")}");
        if (findings.Total > 0)
        {
            writer.WriteLine($"  severity: {List(findings.BySeverity)}");
            writer.WriteLine($"  pattern: {List(findings.ByPattern)}");
        }

        if (findings.SuppressedDuplicates + findings.Silenced > 0)
        {
            writer.WriteLine($"  not written again: {findings.SuppressedDuplicates}; silenced by exceptions: {findings.Silenced}");
        }

        if (NotInspected.Of(inspection) is { Count: > 0 } reasons)
        {
            writer.WriteLine($"  not inspected: {List(reasons)}");
        }

        if (inspection.TruncatedBodies > 0)
        {
            writer.WriteLine($"  bodies inspected in part, being longer than the limit: {inspection.TruncatedBodies}");
        }

        if (log.Lost > 0)
        {
            writer.WriteLine($"  findings that could not be written: {log.Lost} ({log.LastError})");
        }

        writer.WriteLine($"  log: {host.FindingsFile}");
    }

    private static string Count(long number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    private static string List(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));
}
