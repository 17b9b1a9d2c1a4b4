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
            Assert.InRange(once, 0, 30L * Size);
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
        Assert.Equal(256, scan.Found.Count);
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

    private static long Work(string unit, int size, Direction direction, int piece)
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, size / unit.Length)));
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(direction), Harness.Now);
        for (var at = 0; at < body.Length; at += piece)
            scan.Body(body.AsSpan(at, Math.Min(piece, body.Length - at)), at + piece >= body.Length, Harness.Now);
        return scan.Work;
    }
}
