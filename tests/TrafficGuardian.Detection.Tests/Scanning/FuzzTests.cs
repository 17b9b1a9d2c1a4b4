using System.Diagnostics;
using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Scanning;

public sealed class FuzzTests
{
    // Longer by hand: set TRAFFIC_GUARDIAN_FUZZ_SECONDS.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("TRAFFIC_GUARDIAN_FUZZ_SECONDS"), out var seconds) ? seconds : 3);

    private static readonly string[] Pieces =
    [
        TestRules.Expand("sk-ant-api03-{b64url:60}AA"), "sk-ant-", "curl ", " | sh", "/dev/tcp/", "~/.ssh/id_rsa", "\\u0073", "\\", "\"", "%2", "%25", "&#", "&amp;",
        "=3D", "=\r\n", "\u200b", "\u0455", "\uff53", "\0", "\x01", "H4sIAAAAAAAA", "eJw", "dGhlIG1vZGVs", "746865206d6f64656c", "115, 107, 45, ", "0x73 ", "73:", "\"s\", ",
        "\n", "\r\n", " ", ".", "-", "_", "+", "/", "==", "\" + \"", "', '", "&p1=", "ORUGKIDNN5SGK3A", "\U000E0041",
    ];

    [Fact]
    public void No_input_throws_costs_too_much_or_depends_on_how_it_is_cut()
    {
        var clock = Stopwatch.StartNew();
        var inputs = 0;
        for (var seed = 0; clock.Elapsed < Budget; seed++, inputs++)
        {
            var random = new Random(seed);
            var body = Make(random);
            foreach (var direction in new[] { Direction.Outbound, Direction.Inbound })
            {
                var whole = Scan([body], direction, out var spent);
                var cut = Scan([.. body.Chunk(random.Next(1, 700))], direction, out var spentInCuts);
                // What a flood leaves unseen depends on how much of it had come.
                Assert.True(spent || spentInCuts || whole.SequenceEqual(cut), $"seed {seed}, {direction}");
            }
        }

        Assert.True(inputs > 10);
    }

    private static byte[] Make(Random random)
    {
        var text = new List<byte>();
        for (var count = random.Next(1, 60); count > 0; count--)
        {
            var piece = Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]);
            if (random.Next(4) == 0)
                piece = Encoding.ASCII.GetBytes(Convert.ToBase64String(piece));
            if (random.Next(20) == 0)
                random.NextBytes(piece);
            for (var times = random.Next(8) == 0 ? random.Next(1, 300) : 1; times > 0; times--)
                text.AddRange(piece);
        }

        return [.. text];
    }

    private static List<string> Scan(IReadOnlyList<byte[]> pieces, Direction direction, out bool spent)
    {
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(direction), Harness.Now);
        for (var i = 0; i < pieces.Count; i++)
            scan.Body(pieces[i], i == pieces.Count - 1, Harness.Now);
        Assert.InRange(scan.Work, 0, 400_000 + (20L * pieces.Sum(static p => p.Length)));
        spent = scan.BudgetSpent;
        return [.. scan.Found.Select(static d => $"{d.Rule} {d.Fingerprint:x}").Order(StringComparer.Ordinal)];
    }
}
