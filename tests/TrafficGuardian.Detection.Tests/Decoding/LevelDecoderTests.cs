using System.Text;
using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Tests.Decoding;

public sealed class LevelDecoderTests
{
    private const string Text = "cat /etc/hosts and more";

    public static TheoryData<string, string> Undone => new()
    {
        { $"{{\"d\":\"{Base64(Text)}\"}}", $"{{\"d\":\"{Text}\"}}" },
        { $"id-{Base64(Text)}", $"id-{Text}" },
        { $"key/{Base64(Text)}", $"key/{Text}" },
        { $"{Base64(Text).TrimEnd('=')}==x", $"{Text}=x" },
        { $"Basic {Base64("user:some password")} x", "Basic user:some password x" },
        { $"eyJhbGciOiJub25lIn0.{Base64("{\"d\":\"text\"}")}.", "{\"alg\":\"none\"}.{\"d\":\"text\"}." },
        { $"{Base64(Text)[..16]}\\n{Base64(Text)[16..]}", Text },
        { $"{Base64(Text)[..16]}\r\n{Base64(Text)[16..]} x", $"{Text} x" },
        { $"{Base64("hello world a>>>b???c~~~d")}".Replace("/", "\\/", StringComparison.Ordinal), "hello world a>>>b???c~~~d" },
        { $"{Base64("hello world a>>>b???c~~~d")}".Replace("+", "%2B", StringComparison.Ordinal), "hello world a>>>b???c~~~d" },
        { Convert.ToHexString(Encoding.ASCII.GetBytes(Text)), Text },
        { $"{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Text))[..30]}.{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Text))[30..]}.x.example", $"{Text} x.example" },
        { "63:61:74:20:2f:65:74:63:2f", "cat /etc/" },
        { "63-61-74-20-2f-65-74-63-2f", "cat /etc/" },
        { "0x63, 0x61, 0x74, 0x20, 0x2f, 0x65, 0x74, 0x63", "cat /etc" },
        { "[99, 97, 116, 32, 47, 101, 116, 99]", "[cat /etc]" },
        { "[\"c\", \"a\", \"t\", \" \", \"/\", \"e\", \"t\", \"c\"]", "[cat /etc]" },
        { "MNQXIIBPMV2GGL3IN5ZXI4Y=", "cat /etc/hosts" },
        { "=63=61=74=20=2F", "cat /" },
        { "v=3Dtext", "v=text" },
        { "a long li=\r\nne =3D", "a long line =" },
        { "c\u200ba\u00adt\ufeff \u202e/\ufe0fe\u0301tc", "cat /etc" },
        { "\uff43\uff41\uff54 \U0001d41c\U0001d41a\U0001d42d \u2170", "cat cat i" },
        { "c\u0430t /\u0435t\u0441", "cat /etc" },
        { "a\u00a0b\u3000c\u2009d", "a b c d" },
        { "x\U000E0041y", "xy" },
        { "see \U000E0072\U000E006D\U000E0020\U000E002D\U000E0072\U000E0066.", "see rm -rf." },
        { "c\0a\0t\0", "cat\0" },
    };

    public static TheoryData<string> Kept => new()
    {
        "the documentation of the implementation", "src/components/button/index.tsx", "0123456789abcdef0123456789abcdef",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "00:1A:2B:3C:4D:5E", "2026-04-26 01:02:03, 2026-04-26 01:02:04", "[1, 2, 3, 1000, 20000, 5, 7, 9, 11, 13]", "[\"a\",\"b\",\"c\"]",
        "a=AB&b=CD", "key=ABIA0123", "\u041c\u043e\u0434\u0435\u043b\u044c \u043f\u0438\u0448\u0435\u0442", "\u6a21\u578b", "toolu_01A09q90qw90lq917835lq9",
    };

    [Theory]
    [MemberData(nameof(Undone))]
    public void One_level_is_undone(string text, string expected) => Assert.Equal(expected, Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_disguise_behind_a_long_word_of_its_script_is_seen()
    {
        var expected = Decode(Encoding.UTF8.GetBytes(new string('\u0430', 20) + "t /etc"));
        Assert.EndsWith("at /etc", expected);
        Assert.Equal(new string('\u0430', 280) + expected, Decode(Encoding.UTF8.GetBytes(new string('\u0430', 300) + "t /etc")));
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void What_is_no_encoded_text_stays(string text)
    {
        Assert.Equal(text, Decode(Encoding.UTF8.GetBytes(text)));
        Assert.False(LevelDecoder.ForText().TryFindChange(Encoding.UTF8.GetBytes(text), last: true, out _));
    }

    [Fact]
    public void Encoded_noise_stays_but_for_what_is_printable_by_chance()
    {
        var noise = new byte[600_000];
        new Random(1).NextBytes(noise);
        Assert.InRange(Decode(Encoding.ASCII.GetBytes(Base64(noise))).Length, 799_000, 800_000);
    }

    [Fact]
    public void Text_in_the_middle_of_encoded_noise_is_decoded()
    {
        var noise = new byte[60_000];
        new Random(1).NextBytes(noise);
        Encoding.ASCII.GetBytes(Text).CopyTo(noise, 31_000);
        Assert.Contains(Text, Decode(Encoding.ASCII.GetBytes(Base64(noise))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_decodes_the_same_and_never_grows()
    {
        string[] pieces =
        [
            Base64(Text), Base64(Text)[..8], Convert.ToHexString(Encoding.ASCII.GetBytes(Text)), "\\n", "\\u0041", "%41", "&#65;", "=41", "=\n", "99, 97, ",
            "0x63 ", "63:", "\"c\", ", "\u200b", "\uff21", "\u0430", "\U000E0041", "\0", " ", "\"", ".", "word ", "abcdefgh", "MNQXIIBPMV2GGL3I", "\u00e9", "+", "/", "==",
        ];
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = Encoding.UTF8.GetBytes(string.Concat(random.GetItems(pieces, random.Next(1, 30))));
            var whole = Decode(text);
            Assert.Equal(whole, InPieces(text, random));
            Assert.InRange(Encoding.UTF8.GetByteCount(whole), 0, 3 * text.Length);
            Assert.Equal(whole != Encoding.UTF8.GetString(text), LevelDecoder.ForText().TryFindChange(text, last: true, out _));
        }
    }

    [Fact]
    public void Random_bytes_are_decoded_without_complaint()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 5000)];
            random.NextBytes(bytes);
            Assert.Equal(Decode(bytes), InPieces(bytes, random));
        }
    }

    private static string InPieces(byte[] text, Random random)
    {
        var decoder = LevelDecoder.ForText();
        decoder.Begin();
        var result = new List<byte>();
        var (consumed, given) = (0, 0);
        while (consumed < text.Length)
        {
            given = Math.Min(text.Length, Math.Max(given, consumed) + random.Next(0, 40));
            var output = new byte[text.Length];
            var step = decoder.Decode(text.AsSpan(consumed..given), result.LastOrDefault(), given == text.Length, output);
            Assert.InRange(step.Written, 0, step.Consumed);
            result.AddRange(output[..step.Written]);
            consumed += step.Consumed;
        }

        return Encoding.UTF8.GetString([.. result]);
    }

    private static string Decode(byte[] text)
    {
        var decoder = LevelDecoder.ForText();
        var output = new byte[text.Length];
        decoder.Begin();
        var step = decoder.Decode(text, 0, last: true, output);
        Assert.Equal(text.Length, step.Consumed);
        return Encoding.UTF8.GetString(output, 0, step.Written);
    }

    private static string Base64(string text) => Base64(Encoding.UTF8.GetBytes(text));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);
}
