using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Injection;

/// <summary>Reads a reply's body with the built-in rules.</summary>
internal static class InjectionScan
{
    private static readonly Detector Detector =
        Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;

    public static IReadOnlyList<Detected> Read(string body, Direction direction = Direction.Inbound)
    {
        var scan = new MessageScan();
        var context = new MessageContext("picoclaw", direction, "http", "127.0.0.1", "host.example", "host.example:80");
        scan.Begin(Detector, context, DateTimeOffset.UnixEpoch);
        scan.Body(Encoding.UTF8.GetBytes(body), last: true, DateTimeOffset.UnixEpoch);
        return [.. scan.Found.Where(static d => d.Finding.ThreatType == ThreatType.Injection)];
    }

    public static IEnumerable<string> Patterns(string body) => Read(body).Select(static d => d.Finding.Pattern).Distinct();
}
