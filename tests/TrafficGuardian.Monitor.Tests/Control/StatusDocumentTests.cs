using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Tests.Control;

public sealed class StatusDocumentTests
{
    [Fact]
    public void A_running_monitor_s_status_has_the_contract_s_fields_in_its_order()
    {
        using var folder = new TempFolder();
        using var log = new FindingLog(new FindingLogOptions { Folder = folder.Path }, NullLogger.Instance);
        var gate = new FindingGate(new FindingGateOptions(), [log], new FakeTime(), NullLogger.Instance);
        gate.Write(MadeFindings.Detected());
        gate.Write(MadeFindings.Detected());
        var document = Stopped() with
        {
            State = "running",
            Pid = 1,
            Listen = "127.0.0.1:18870",
            StartedAt = "2026-04-26T00:00:00.000Z",
            UptimeSeconds = 1,
            ConfigSha256 = "00",
            Traffic = TrafficStatus.Of(new ProxyCounters()),
            Inspection = InspectionStatus.Of(new InspectionCounters()),
            Findings = FindingsStatus.Of(gate.Snapshot()),
            Log = LogStatus.Of(log),
        };
        Assert.Equal(
            """
            {"state":"running","platform":"picoclaw","mode":"detect","pid":1,"listen":"127.0.0.1:18870","home":"/home/agent","started_at":"2026-04-26T00:00:00.000Z","uptime_seconds":1,"https_inspection":false,"ca_fingerprint_sha256":null,"ca_expires_at":null,"config_sha256":"00","traffic":{"exchanges":0,"tunnels":0,"websocket_messages":0,"bytes_outbound":0,"bytes_inbound":0,"active":0,"upstream_failures":0,"refused_clients":0,"refused_connections":0,"refused_destinations":0,"malformed_requests":0},"inspection":{"bytes":0,"pending":0,"truncated_bodies":0,"not_inspected":{"tunnel":0,"memory":0,"encoding":0,"protocol":0,"bypass":0,"certificate":0,"error":0}},"findings":{"total":1,"suppressed_duplicates":1,"by_pattern":{"ai_api_key":1},"by_severity":{"high":1},"silenced":0},"log":{"written":1,"lost":0,"last_error":null}}
            """,
            JsonSerializer.Serialize(document, ControlJson.Default.StatusDocument));
    }

    [Fact]
    public void Without_a_running_monitor_the_counters_are_absent()
    {
        Assert.Equal(
            """
            {"state":"stopped","platform":"picoclaw","mode":"detect","pid":null,"listen":null,"home":"/home/agent","started_at":null,"uptime_seconds":null,"https_inspection":false,"ca_fingerprint_sha256":null,"ca_expires_at":null,"config_sha256":null}
            """,
            JsonSerializer.Serialize(Stopped(), ControlJson.Default.StatusDocument));
    }

    [Fact]
    public void A_status_survives_the_way_over_the_socket()
    {
        var document = Stopped() with { Findings = new FindingsStatus { Total = 3, ByPattern = new Dictionary<string, long> { ["jwt"] = 3 } } };
        var json = JsonSerializer.Serialize(document, ControlJson.Default.StatusDocument);
        var read = JsonSerializer.Deserialize(json, ControlJson.Default.StatusDocument)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, ControlJson.Default.StatusDocument));
    }

    private static StatusDocument Stopped() => new() { State = "stopped", Platform = "picoclaw", Home = "/home/agent", HttpsInspection = false };
}
