using System.Text;
using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Tests.Decoding;

public sealed class EscapeDecoderTests
{
    [Theory]
    [InlineData(@"a\n\""b\""\\\/\t", "a\n\"b\"\\/\t")]
    [InlineData(@"\u0073k \u00e9 \ud83d\ude00", "sk é 😀")]
    [InlineData(@"\ud83d x \ude00", "\uFFFD x \uFFFD")]
    [InlineData(@"\u{73}\x73\u{1F600}", "ss😀")]
    [InlineData(@"\d \w C:\Users \u12 \xg", @"\d \w C:\Users \u12 \xg")]
    [InlineData("%73k%2Dant%20%C3%A9 100% %zz %", "sk-ant é 100% %zz %")]
    [InlineData("%2573", "%73")]
    [InlineData("&lt;a&gt; &amp;amp; &#115;&#x6B;&#X6b; &quot;&apos;&nbsp;&verbar;", "<a> &amp; skk \"' |")]
    [InlineData("&#115k &unknown; &; & &#; &#x;", "sk &unknown; &; & &#; &#x;")]
    [InlineData("a+b", "a+b")]
    [InlineData("no escapes", "no escapes")]
    public void One_level_of_escapes_is_undone(string text, string expected) =>
        Assert.Equal(expected, Decode(EscapeDecoder.Text, text));

    [Fact]
    public void A_plus_is_a_space_in_forms() => Assert.Equal("a b+c", Decode(EscapeDecoder.Form, "a+b%2Bc"));

    [Fact]
    public void What_is_cut_off_is_left_until_more_comes()
    {
        foreach (var escape in new[] { @"\n", @"\u0073", @"\ud83d\ude00", @"\x73", @"\u{73}", "%73", "&lt;", "&#115;", "&#x73;" })
        {
            var whole = Encoding.ASCII.GetBytes(escape + "x");
            for (var cut = 1; cut < escape.Length; cut++)
            {
                var output = new byte[64];
                var first = EscapeDecoder.Text.Decode(whole.AsSpan(0, cut), 0, last: false, output);
                var second = EscapeDecoder.Text.Decode(whole.AsSpan(first.Consumed), 0, last: true, output.AsSpan(first.Written));
                Assert.Equal(Decode(EscapeDecoder.Text, escape + "x"), Encoding.UTF8.GetString(output, 0, first.Written + second.Written));
            }
        }
    }

    [Fact]
    public void Random_bytes_decode_the_same_at_every_cut_and_grow_no_more_than_they_say()
    {
        const string alphabet = "\\\\u00dn\"%2fF&#x;lta+ {}'$IFS@\t\n ";
        IViewDecoder[] decoders = [EscapeDecoder.Text, EscapeDecoder.Form, new CommandDecoder()];
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var text = Encoding.ASCII.GetBytes(random.GetItems<char>(alphabet, random.Next(1, 40)));
            foreach (var decoder in decoders)
            {
                var whole = new byte[decoder.Room(text.Length)];
                decoder.Begin();
                var step = decoder.Decode(text, 0, last: true, whole);
                Assert.Equal(text.Length, step.Consumed);
                Assert.Equal(whole[..step.Written], InPieces(decoder, text, random));
                Assert.Equal(decoder is CommandDecoder || !whole.AsSpan(0, step.Written).SequenceEqual(text), decoder.TryFindChange(text, last: true, out _));
            }
        }
    }

    private static byte[] InPieces(IViewDecoder decoder, byte[] text, Random random)
    {
        var result = new List<byte>();
        var (consumed, given) = (0, 0);
        decoder.Begin();
        while (consumed < text.Length)
        {
            given = Math.Min(text.Length, Math.Max(given, consumed) + random.Next(0, 4));
            var output = new byte[decoder.Room(text.Length)];
            var step = decoder.Decode(text.AsSpan(consumed..given), result.LastOrDefault(), given == text.Length, output);
            result.AddRange(output[..step.Written]);
            consumed += step.Consumed;
        }

        return [.. result];
    }

    private static string Decode(EscapeDecoder decoder, string text)
    {
        var input = Encoding.UTF8.GetBytes(text);
        var output = new byte[input.Length];
        var step = decoder.Decode(input, 0, last: true, output);
        return Encoding.UTF8.GetString(output, 0, step.Written);
    }
}
