using System.Text;
using TrafficGuardian.Detection.Matching;

namespace TrafficGuardian.Detection.Tests.Matching;

public sealed class LiteralPrefilterTests
{
    private const string Alphabet = "abcdABCD01-_./ ";

    // Also the fingerprint that this machine would not choose.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Finds_exactly_what_a_naive_search_finds(bool byNibbles)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var literals = Enumerable.Range(0, random.Next(1, 60))
                .Select(i => new Literal(Draw(random, random.Next(3, 9)), random.Next(2) == 0, i)).ToArray();
            var text = Draw(random, random.Next(0, 700));
            var from = random.Next(0, text.Length + 1);
            var to = random.Next(from, text.Length + 1);

            var hits = new List<LiteralHit>();
            var prefilter = byNibbles ? new LiteralPrefilter(literals, new NibbleFingerprint(literals)) : new LiteralPrefilter(literals);
            prefilter.Find(text, from, to, hits);

            Assert.Equal(Naive(literals, text, from, to), hits.Order(Comparer<LiteralHit>.Create(Compare)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(31)]
    [InlineData(200)]
    public void A_literal_at_the_very_end_is_found(int before)
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', before), .. "sk-"u8];
        var hits = new List<LiteralHit>();
        new LiteralPrefilter([new Literal("sk-"u8.ToArray(), false, 7)]).Find(text, 0, text.Length, hits);
        Assert.Equal([new LiteralHit(7, before)], hits);
    }

    [Fact]
    public void A_window_is_the_rarest_part_of_its_literal()
    {
        var window = LiteralWindow.Of(new Literal("the <key>"u8.ToArray(), false, 0)).First();
        Assert.Contains((byte)'<', "the <key>"u8.Slice(window.Offset, 4).ToArray());
    }

    private static byte[] Draw(Random random, int length) =>
        Encoding.ASCII.GetBytes(random.GetItems<char>(Alphabet, length));

    private static List<LiteralHit> Naive(Literal[] literals, byte[] text, int from, int to)
    {
        var hits = new List<LiteralHit>();
        for (var at = from; at < to; at++)
            hits.AddRange(literals.Where(l => l.IsPrefixOf(text.AsSpan(at))).SelectMany(l => l.Rules, (_, rule) => new LiteralHit(rule, at)));
        hits.Sort(Compare);
        return hits;
    }

    private static int Compare(LiteralHit a, LiteralHit b) => (a.Position, a.Rule).CompareTo((b.Position, b.Rule));
}
