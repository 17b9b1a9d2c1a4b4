using System.Globalization;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Output;

/// <summary>The status for people.</summary>
internal static class StatusText
{
    /// <param name="writer">Where to.</param>
    /// <param name="status">The status.</param>
    /// <param name="now">The time that the CA's end is held against.</param>
    public static void Write(TextWriter writer, StatusDocument status, DateTimeOffset now)
    {
        var table = new TextTable("state", status.State);
        table.Add("platform", status.Platform);
        table.Add("home", status.Home);
        if (status.Pid is { } pid)
        {
            table.Add("process", $"{pid}{(status.State == MonitorStatus.Stale ? " (gone; the next 'start' or 'stop' cleans up)" : "")}");
        }

        if (status.State == MonitorStatus.Running)
        {
            table.Add("listen", status.Listen ?? "");
            table.Add("mode", status.Mode);
            table.Add("uptime", $"{TimeSpan.FromSeconds(status.UptimeSeconds ?? 0):c}");
            table.Add("https inspection", status.HttpsInspection ? "on" : "off");
            table.Add("ca fingerprint", status.CaFingerprintSha256 ?? "none");
            AddExpiry(table, status, now);
            foreach (var route in status.Routes ?? [])
            {
                table.Add("route", $"{route.Listen} to {route.Target}");
            }

            foreach (var host in status.BypassedHosts ?? [])
            {
                table.Add("left alone", $"{host.Dest} for {host.Client} until {host.Until}: the client rejects the CA's certificates");
            }
        }

        AddCounters(table, status);
        table.WriteTo(writer);
    }

    private static void AddExpiry(TextTable table, StatusDocument status, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse(status.CaExpiresAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
        {
            return;
        }

        table.Add("ca expires", AuthorityCertificate.DateText(end));
        if (AuthorityCertificate.ExpiryNoticeOf(end, now) is { } notice)
        {
            table.Add("warning", notice);
        }
    }

    private static void AddCounters(TextTable table, StatusDocument status)
    {
        if (status is not { Traffic: { } traffic, Inspection: { } inspection, Findings: { } findings, Log: { } log })
        {
            return;
        }

        table.Add("traffic", $"{traffic.Exchanges} requests, {traffic.Tunnels} tunnels, {traffic.Active} connections open, {traffic.UpstreamFailures} upstream failures");
        if (traffic.RefusedClients + traffic.RefusedConnections + traffic.RefusedDestinations > 0)
        {
            table.Add("refused", $"{traffic.RefusedClients} connections of clients that are not allowed, {traffic.RefusedConnections} of remote clients that had too many open, {traffic.RefusedDestinations} requests of remote clients for destinations that are not public");
        }

        table.Add("bytes", $"{traffic.BytesOutbound} sent, {traffic.BytesInbound} received, {inspection.Bytes} inspected");
        table.Add("not inspected", NotInspected.Of(inspection) is { Count: > 0 } reasons ? List(reasons) : "nothing");
        table.Add("cut bodies", $"{inspection.TruncatedBodies}");
        table.Add("findings", findings.Total == 0 ? "none" : $"{findings.Total}: {List(findings.BySeverity)}");
        foreach (var (pattern, count) in findings.ByPattern)
        {
            table.Add("", $"{pattern} {count}");
        }

        table.Add("repeats", $"{findings.SuppressedDuplicates} not written again, {findings.Silenced} silenced by exceptions");
        table.Add("log", log.LastError is null ? $"{log.Written} lines written" : $"{log.Written} lines written, {log.Lost} lost ({log.LastError})");
    }

    private static string List(IReadOnlyDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));
}
