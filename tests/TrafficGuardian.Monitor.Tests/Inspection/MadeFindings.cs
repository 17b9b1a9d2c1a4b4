using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>Findings without a message. They come from a line, since nothing but the redactor and the reader makes one.</summary>
internal static class MadeFindings
{
    public static Finding Finding(
        string pattern = "ai_api_key",
        string dest = "api.example.com:443",
        string direction = "outbound",
        string severity = "high",
        string timestamp = "2026-04-26T00:00:00.000Z",
        string snippet = "[REDACTED]",
        string source = "127.0.0.1")
    {
        var line = $$"""
            {"schema_version":"clawsec-traffic-finding/v1","platform":"picoclaw","direction":"{{direction}}","protocol":"http","threat_type":"EXFIL","pattern":"{{pattern}}","severity":"{{severity}}","source":"{{source}}","dest":"{{dest}}","snippet":"{{snippet}}","timestamp":"{{timestamp}}"}
            """;
        Assert.True(FindingJson.TryRead(Encoding.UTF8.GetBytes(line), out var finding));
        return finding;
    }

    public static Detected Detected(
        string pattern = "ai_api_key",
        string dest = "api.example.com:443",
        string direction = "outbound",
        string severity = "high",
        string rule = "made-up",
        uint fingerprint = 1) =>
        new(Finding(pattern, dest, direction, severity), rule, fingerprint);
}
