using System.Diagnostics;
using System.Globalization;
using System.Text;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Matching;

namespace TrafficGuardian.Benchmarks;

/// <summary>
/// What hostile bodies cost: floods of every rule's literals, in the surroundings that its expression likes, and of what every
/// decoder looks for. All are measured once; the worst again and longer, for one slow run says nothing.
/// </summary>
internal static class Floods
{
    private const int Piece = 16 * 1024;
    private const int Short = 32 * 1024;
    private const int Long = 256 * 1024;
    private const int Worst = 30;
    private const int Shown = 15;

    private static readonly string[] Benign = ["json", "text"];

    private static readonly string[] Encodings =
    [
        "\\\\", "%25", "%2525", "&amp;", "&amp;amp;", "\\u0041", "&#65;", "%", "&", "\\", "AAAAAAAAAAAAAAA ", "QUFBQUFBQUFB", "QUFBQUFB+", "41 42 43 44 ",
        "65,66,67,68,", "\"a\",\"b\",", "H4sIAAAAAAAAA", "eJwDAAAAAAE= ", "$(", "${", "{a,b}", "`", "$'\\x41'", "rm $", "rm -rf $", "$a", "a=b;", "<b>", "<", "?*",
        "''a", "\u200b", "\u0430", "\U000E0041", "=41=42", "=\n", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "{\"a\":", "[[", "\"", "'", "\n",
        " \n", "\\n", "\\\\n", "+", "%2B", "4142434445464748 ", "MFRGGZDF", "sk-", "s\\u006b-", "eyJhbGciOi.", "://u:p@", "password=", "\"AIza\"",
    ];

    public static void Run()
    {
        var detector = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;
        var scan = new MessageScan();
        var first = (from flood in All(detector).Distinct(StringComparer.Ordinal) from direction in Both select (flood, direction, Cost: Cost(scan, detector, Fill(flood, Short), direction, runs: 2)))
            .OrderByDescending(static f => f.Cost).ToArray();
        var worst = first.Take(Worst).Select(f => (f.flood, f.direction, Cost: Cost(scan, detector, Fill(f.flood, Long), f.direction, runs: 25)))
            .OrderByDescending(static f => f.Cost).ToArray();
        var benign = Benign.Select(Payloads.Make).SelectMany(body => Both.Select(direction => Cost(scan, detector, body, direction, runs: 100))).Max();

        Say($"benign JSON and text, the slower: {benign:F2} ns a byte");
        Say($"{first.Length} floods: median {first[first.Length / 2].Cost:F1}, worst {worst[0].Cost:F1} ns a byte, {worst[0].Cost / benign:F0} x benign");
        foreach (var (flood, direction, cost) in worst.Take(Shown))
            Say($"{cost,8:F1}  {cost / benign,4:F0} x  {direction,-8}  {flood.ReplaceLineEndings("\\n")}");
    }

    private static Direction[] Both { get; } = [Direction.Outbound, Direction.Inbound];

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<string> All(Detector detector)
    {
        foreach (var rule in Sets(detector).SelectMany(static set => set.Rules))
        {
            foreach (var literal in rule.Literals.Take(1).Select(Encoding.Latin1.GetString))
            {
                yield return literal;
                yield return literal + " ";
                yield return $"{literal} = \"0123456789abcdef";
                if (rule.Info.Near.Length > 0)
                    yield return $"{rule.Info.Near} {literal} ";
            }
        }

        foreach (var encoding in Encodings)
            yield return encoding;
    }

    private static IEnumerable<RuleSet> Sets(Detector detector) =>
        [detector.Outbound.Text, detector.Outbound.Command, detector.Inbound.Text, detector.Inbound.Command];

    private static byte[] Fill(string flood, int size)
    {
        var unit = Encoding.UTF8.GetBytes(flood);
        var body = new byte[size];
        for (var i = 0; i < size; i++)
            body[i] = unit[i % unit.Length];
        return body;
    }

    // Nanoseconds a byte, the best of some runs.
    private static double Cost(MessageScan scan, Detector detector, byte[] body, Direction direction, int runs)
    {
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            var context = new MessageContext("picoclaw", direction, "http", "127.0.0.1", "api.example.com", "api.example.com:80");
            scan.Begin(detector, context, DateTimeOffset.UnixEpoch);
            scan.Head("POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n"u8);
            for (var at = 0; at < body.Length; at += Piece)
                scan.Body(body.AsSpan(at, Math.Min(Piece, body.Length - at)), at + Piece >= body.Length, DateTimeOffset.UnixEpoch);
            var took = Stopwatch.GetElapsedTime(began);
            best = took < best ? took : best;
        }

        return best.TotalNanoseconds / body.Length;
    }
}
