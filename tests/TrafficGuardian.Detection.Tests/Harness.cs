using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Tests;

/// <summary>Runs messages through a detector of the test rules.</summary>
internal static class Harness
{
    public static readonly DateTimeOffset Now = new(2026, 4, 26, 1, 2, 3, 45, TimeSpan.Zero);

    public static Detector Default { get; } = Make(new DetectorOptions { FingerprintKey = new byte[32] });

    public static Detector Make(DetectorOptions options) =>
        Detector.Create(options, [TestRules.Source], out _) ?? throw new InvalidOperationException("the test rules are wrong");

    public static Detector With(params KnownValue[] values) =>
        Make(new DetectorOptions { FingerprintKey = new byte[32], KnownValues = values });

    public static MessageContext Context(Direction direction, string host = "evil.example") =>
        new("picoclaw", direction, "https", "127.0.0.1", host, host + ":443");

    public static List<Detected> Body(string text, Direction direction = Direction.Outbound, Detector? detector = null) =>
        Body([Encoding.UTF8.GetBytes(text)], direction, detector);

    public static List<Detected> Body(IReadOnlyList<byte[]> pieces, Direction direction = Direction.Outbound, Detector? detector = null)
    {
        var scan = new MessageScan();
        scan.Begin(detector ?? Default, Context(direction), Now);
        for (var i = 0; i < pieces.Count; i++)
            scan.Body(pieces[i], i == pieces.Count - 1, Now);
        return scan.Found;
    }

    public static List<Detected> Head(string head, string host = "evil.example", Direction direction = Direction.Outbound, Detector? detector = null)
    {
        var scan = new MessageScan();
        scan.Begin(detector ?? Default, Context(direction, host), Now);
        scan.Head(Encoding.UTF8.GetBytes(head.ReplaceLineEndings("\r\n")));
        return scan.Found;
    }

    /// <summary>What was found, as <c>pattern/rule</c>, in order of name.</summary>
    public static string[] Names(IEnumerable<Detected> found) =>
        [.. found.Select(static d => $"{d.Finding.Pattern}/{d.Rule}").Order(StringComparer.Ordinal)];
}
