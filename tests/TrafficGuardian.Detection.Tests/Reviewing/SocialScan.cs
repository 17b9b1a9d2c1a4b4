using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Reviewing;

namespace TrafficGuardian.Detection.Tests.Reviewing;

/// <summary>Runs a request through a detector, and gives what is found for review.</summary>
internal static class SocialScan
{
    public static Detector Detector(params OwnChannel[] channels) => Harness.Make(Options(channels));

    public static DetectorOptions Options(params OwnChannel[] channels) => new() { FingerprintKey = new byte[32], OwnChannels = channels };

    public static List<Detected> Run(
        string method, string url, string body = "", string headers = "", string platform = "openclaw", Detector? detector = null, int piece = int.MaxValue)
    {
        var uri = new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var context = new MessageContext(platform, Direction.Outbound, uri.Scheme, "127.0.0.1", uri.Host, $"{uri.Host}:{uri.Port}");
        var scan = new MessageScan();
        scan.Begin(detector ?? Harness.Default, context, Harness.Now);
        scan.Head(Encoding.UTF8.GetBytes($"{method} {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Host}\r\n{headers}\r\n"));
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var at = 0; at < bytes.Length; at += Math.Min(piece, bytes.Length))
            scan.Body(bytes.AsSpan(at, Math.Min(Math.Min(piece, bytes.Length), bytes.Length - at)), last: false, Harness.Now);
        scan.Body(default, last: true, Harness.Now);
        return [.. scan.Found.Where(static d => d.Finding.ThreatType == ThreatType.PolicyReview)];
    }

    public static ReviewFields Fields(string headers, string body = "{}", string url = "https://api.x.com/2/tweets") =>
        Assert.Single(Run("POST", url, body, headers)).Finding.Review!;
}
