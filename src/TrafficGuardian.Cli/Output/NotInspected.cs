using TrafficGuardian.Monitor.Control;

namespace TrafficGuardian.Cli.Output;

/// <summary>What passed unread, by reason; only reasons that occurred.</summary>
internal static class NotInspected
{
    public static IReadOnlyDictionary<string, long> Of(InspectionStatus inspection)
    {
        var counts = inspection.NotInspected;
        return new (string Reason, long Count)[]
        {
            ("tunnel", counts.Tunnel), ("memory", counts.Memory), ("encoding", counts.Encoding), ("protocol", counts.Protocol),
            ("bypass", counts.Bypass), ("certificate", counts.Certificate), ("error", counts.Error),
        }.Where(count => count.Count > 0).ToDictionary(count => count.Reason, count => count.Count, StringComparer.Ordinal);
    }
}
