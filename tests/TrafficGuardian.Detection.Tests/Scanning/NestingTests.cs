using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Scanning;

public sealed class NestingTests
{
    private const int Deepest = 4;

    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(7, 11);

    private static readonly string[] Secrets =
    [
        TestRules.Expand("sk-ant-api03-{b64url:60}AA"), TestRules.Expand("AIza{alnum:35}"), "/home/alice/.ssh/id_ed25519",
    ];

    public static TheoryData<string> Names => [.. Wrap.All.Select(static w => w.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_secret_is_found_in_any_wrapping_as_the_one_it_is(string name)
    {
        var wrap = Wrap.All.Single(w => w.Name == name);
        foreach (var secret in Secrets)
        {
            var expected = Single(secret);
            foreach (var text in new[] { secret, $"the value is {secret} ok", $"{{\"k\":\"{secret}\"}}" })
            {
                var found = Single(wrap.Apply(text));
                Assert.Equal((expected.Rule, expected.Fingerprint), (found.Rule, found.Fingerprint));
            }
        }
    }

    [Fact]
    public void A_secret_is_found_in_any_nesting() =>
        Check.One(Quick, Prop.ForAll(Arb.From(Nestings()), static wraps => Finds(wraps)));

    [Fact]
    public void Any_cut_of_a_nested_secret_finds_the_same() =>
        Check.One(Quick, Prop.ForAll(Arb.From(Nestings()), Arb.From(Gen.Choose(1, 400)), static (wraps, size) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Nested(wraps));
            return Told(Json([bytes])).SequenceEqual(Told(Json([.. bytes.Chunk(size)])));
        }));

    [Fact]
    public void What_a_secret_was_wrapped_in_is_told_outermost_first()
    {
        var inner = Convert.ToBase64String(Encoding.ASCII.GetBytes($"the value is {Secrets[0]} ok"));
        Assert.Equal("", Single(Secrets[0]).Wrapping);
        Assert.Equal("base64", Single($"x \\n {inner} \\n y").Wrapping);
        Assert.Equal("percent > base64", Single(string.Concat(inner.Select(static c => $"%{(int)c:X2}"))).Wrapping);
        Assert.Equal("hex > base64", Single(Convert.ToHexString(Encoding.ASCII.GetBytes(inner))).Wrapping);
        Assert.Equal("split", Single($"[\"{Secrets[1][..12]}\", \"{Secrets[1][12..24]}\", \"{Secrets[1][24..]}\"]").Wrapping);
        Assert.Equal("base64+compressed", Single(Wrap.All.Single(static w => w.Name == "gzip in base64").Apply(Secrets[0])).Wrapping);
    }

    [Fact]
    public void Compressed_data_is_found_where_its_digits_fill_whole_segments_and_end_the_body()
    {
        // Letters by chance, which don't compress much, make every length there is.
        var random = new Random(5);
        var whole = Enumerable.Range(0, 400).Select(n => $"{new string(random.GetItems("abcdefgh".AsSpan(), n))} the value is {Secrets[0]} ok")
            .Select(static text => Wrap.All.Single(static w => w.Name == "zlib in base64").Apply(text))
            .Where(static t => t.Length % 64 == 0 && !t.EndsWith('=')).ToArray();
        Assert.NotEmpty(whole);
        foreach (var text in whole.Select(Encoding.ASCII.GetBytes))
        {
            Assert.Single(Json([text]));
            Assert.Single(Json([text, []]));
            Assert.Single(Json([text[..64], text[64..], []]));
        }
    }

    [Fact]
    public void A_secret_is_found_wherever_a_change_stands_in_it_or_beside_it()
    {
        var plain = string.Concat(Enumerable.Repeat("plain words and more. ", 20));
        var text = $"{plain}\"{Secrets[1]}\"{plain}";
        var (start, end) = (plain.Length - 3, plain.Length + Secrets[1].Length + 5);
        Assert.All(Enumerable.Range(start, end - start), at =>
        {
            var escaped = $"{text[..at]}\\u{(int)text[at]:x4}{text[(at + 1)..]}";
            var found = Assert.Single(Json([Encoding.ASCII.GetBytes(escaped)]));
            Assert.Equal(Single(Secrets[1]).Fingerprint, found.Fingerprint);
        });
    }

    // What takes more levels counts as so many.
    private static Gen<Wrap[]> Nestings() =>
        Gen.ArrayOf(Gen.Elements<Wrap>(Wrap.All)).Where(static wraps => wraps.Length is > 0 and <= Deepest && wraps.Sum(static w => w.Levels) <= Deepest);

    private static bool Finds(Wrap[] wraps)
    {
        var found = Json([Encoding.UTF8.GetBytes(Nested(wraps))]);
        return found.Count == 1 && found[0].Fingerprint == Single(Secrets[0]).Fingerprint;
    }

    private static string Nested(Wrap[] wraps)
    {
        var text = $"the value is {Secrets[0]} ok";
        foreach (var wrap in wraps)
        {
            if ((!wrap.NeedsAscii || Ascii.IsValid(text)) && (!wrap.NeedsPlain || !text.Contains('\\', StringComparison.Ordinal)))
                text = wrap.Apply(text);
        }

        return text;
    }

    private static IEnumerable<string> Told(List<Detected> found) =>
        found.Select(static d => $"{d.Rule} {d.Fingerprint:x} {d.Finding.Snippet} {d.Wrapping}").Order(StringComparer.Ordinal);

    // In a form a plus is a space, so what is wrapped in base64 and in something else besides has to be sent as something else.
    internal static List<Detected> Json(IReadOnlyList<byte[]> pieces)
    {
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(Direction.Outbound), Harness.Now);
        scan.Head("POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n"u8);
        for (var i = 0; i < pieces.Count; i++)
            scan.Body(pieces[i], i == pieces.Count - 1, Harness.Now);
        return scan.Found;
    }

    private static Detected Single(string text) => Assert.Single(Harness.Body(text));
}
