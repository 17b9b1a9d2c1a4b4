using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Scanning;

public sealed class WorkTests
{
    private const int Size = 1 << 18;

    public static TheoryData<string> Floods => new()
    {
        "sk-ant-", "sk-ant-api03-", "AIza", "AIzaAIza0", "gadget", "gadget_key = ", ".ssh/id_", "/.ssh/id_", "PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----", "\\u0073k-ant-", "%2525", "&amp;amp;", "\\\\\\\\", "\\", "%", "&#", "&#x7", "%73k-ant-api03-",
        "curl ", "c'u'rl ", "curl x|", "''''", "$IFS", "${IFS", "   \t", "sk-ant-AIzagadget.ssh/id_curl /dev/tcp/",
        "abcdefghijABCDEF ", "dGhlIG1vZGVsIHJl ", "dGhlIG1vZGVsIHJldHVybnMgYQ", "aB-", "=41", "=3D", "a\0", "65, 66, 67, 68, 69, 70, 71, 200, ", "\"a\",\"b\",",
        "63617420", "MFRGGZDFMZTWQ2LKNNWG23TPOA ", "H4sIAAAAAAAA", "H4sIAAAAAAAAA0tMTEpOAQARzILtBAAAAA== ", "eJwDAAAAAAE= ", "Y2F0IC9ldGMv%2B", "736b2d.", "sk-ant-api03-abc\n",
        "\"sk-ant-api03-\", \"", "sk-ant-api03-ab&p=cd&p=", "sk-", "sk-ant- ", "\u0430", "\u0430sk-",
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public void Work_grows_with_the_message_and_no_faster(string unit)
    {
        foreach (var direction in new[] { Direction.Outbound, Direction.Inbound })
        {
            var once = Work(unit, Size, direction, piece: 16_384);
            var twice = Work(unit, 2 * Size, direction, piece: 16_384);
            Assert.InRange(twice, 0, (once * 2.2) + 65_536);
            Assert.InRange(once, 0, 9L * Size);
        }
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_flood_hides_nothing_that_stands_before_or_behind_it(string unit)
    {
        var (before, behind) = (TestRules.Expand("AIza{alnum:35}", 1), TestRules.Expand("AIza{alnum:35}", 2));
        var flood = string.Concat(Enumerable.Repeat(unit, Size / unit.Length));
        var found = Harness.Body(Pieces($" {before} {flood}{new string(' ', 32_768)} {behind} ", 16_384));
        Assert.Equal(2, found.Where(static d => d.Rule == "google").DistinctBy(static d => d.Fingerprint).Count());
    }

    [Fact]
    public void A_flood_of_one_rule_leaves_the_others_their_work()
    {
        var refused = string.Concat(Enumerable.Repeat("xsk-ant-api03-", 40_000));
        var among = refused.Insert(refused.Length / 2, TestRules.Expand(" AIza{alnum:35} "));
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(Direction.Outbound), Harness.Now);
        foreach (var piece in Pieces(among, 16_384))
            scan.Body(piece, last: false, Harness.Now);
        scan.Body([], last: true, Harness.Now);
        Assert.True(scan.BudgetSpent);
        Assert.Equal(["ai_api_key/google"], Harness.Names(scan.Found));
        Assert.InRange(scan.Work, 0, 5L * among.Length);
    }

    [Fact]
    public void The_same_match_again_and_again_is_judged_once()
    {
        var flood = string.Concat(Enumerable.Repeat(TestRules.Expand("AIza{alnum:35} "), 5_000));
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(Direction.Outbound), Harness.Now);
        scan.Body(Encoding.ASCII.GetBytes(flood), last: true, Harness.Now);
        Assert.Single(scan.Found);
        Assert.False(scan.BudgetSpent);
        Assert.InRange(scan.Work, 0, 3L * flood.Length);
    }

    [Fact]
    public void No_expression_is_run_where_what_must_be_near_is_not()
    {
        var detector = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;
        Assert.Equal(0, Work("\"https://www.example.com/a/b/c\", "));
        Assert.InRange(Work("\"https://user@www.example.com/a\", "), Size, 3 * Size);

        long Work(string unit)
        {
            var scan = new MessageScan();
            scan.Begin(detector, Harness.Context(Direction.Outbound), Harness.Now);
            scan.Body(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, Size / unit.Length))), last: true, Harness.Now);
            return scan.Work;
        }
    }

    [Fact]
    public void A_flood_of_findings_spends_the_budget_and_says_so()
    {
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(Direction.Outbound), Harness.Now);
        var flood = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => TestRules.Expand("AIza{alnum:35} ", i))));
        scan.Body(flood, last: true, Harness.Now);
        Assert.True(scan.BudgetSpent);
        Assert.Equal(64, scan.Found.Count);
    }

    [Fact]
    public void Pictures_and_hashes_give_no_findings_and_allocate_nothing()
    {
        var random = new Random(5);
        var text = new StringBuilder();
        while (text.Length < 1 << 19)
        {
            var noise = new byte[random.Next(1, 20_000)];
            random.NextBytes(noise);
            text.Append("{\"image\":\"").Append(Convert.ToBase64String(noise)).Append("\",\"sha\":\"").Append(Convert.ToHexStringLower(noise.AsSpan(0, Math.Min(32, noise.Length))))
                .Append("\",\"sign\":\"").Append(Convert.ToBase64String(noise).Replace('+', '-').Replace('/', '_')).Append("\"},\n");
        }

        var body = Encoding.ASCII.GetBytes(text.ToString());
        var scan = new MessageScan();
        foreach (var direction in new[] { Direction.Outbound, Direction.Inbound })
        {
            var context = Harness.Context(direction);
            for (var i = 0; i < 3; i++)
                Run(context);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(context);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Empty(scan.Found);
            Assert.False(scan.BudgetSpent);
        }

        void Run(MessageContext context)
        {
            scan.Begin(Harness.Default, context, Harness.Now);
            for (var at = 0; at < body.Length; at += 16_384)
                scan.Body(body.AsSpan(at, Math.Min(16_384, body.Length - at)), at + 16_384 >= body.Length, Harness.Now);
        }
    }

    [Fact]
    public void Clean_input_allocates_nothing()
    {
        var scan = new MessageScan();
        var context = Harness.Context(Direction.Outbound);
        var inbound = Harness.Context(Direction.Inbound);
        var head = Encoding.ASCII.GetBytes("POST /v1/chat?x=%20y HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\nX-Escaped: a%20b\r\n\r\n");
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"role\":\"user\",\"content\":\"hello\\nworld &amp; 100% \\\"x\\\"\"},", 2000)));
        for (var i = 0; i < 50; i++)
            Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            Scan(context);
            Scan(inbound);
        }

        void Scan(MessageContext each)
        {
            scan.Begin(Harness.Default, each, Harness.Now);
            scan.Head(head);
            for (var at = 0; at < body.Length; at += 16_384)
                scan.Body(body.AsSpan(at, Math.Min(16_384, body.Length - at)), at + 16_384 >= body.Length, Harness.Now);
        }
    }

    private static List<byte[]> Pieces(string text, int size) => [.. Encoding.UTF8.GetBytes(text).Chunk(size)];

    private static long Work(string unit, int size, Direction direction, int piece)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, size / unit.Length)));
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(direction), Harness.Now);
        for (var at = 0; at < body.Length; at += piece)
            scan.Body(body.AsSpan(at, Math.Min(piece, body.Length - at)), at + piece >= body.Length, Harness.Now);
        return scan.Work;
    }
}
