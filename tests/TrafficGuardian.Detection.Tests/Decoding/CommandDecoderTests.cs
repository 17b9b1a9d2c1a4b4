using System.Text;
using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Tests.Decoding;

public sealed class CommandDecoderTests
{
    // What the decoder undoes, whole and in parts, so that any of them may stand cut off.
    private static readonly string[] Tokens =
    [
        "a=rm;", "ab='c d'\n", "$a", "${a}", "$ab", "$", "{", "}", "{curl,-s,", "{a,b}", "<span", "<span class=\"x\">", "</span>", "<b>", "<", "/",
        "/b?n/", "ba*h", "/???/", "?", "*", "$'\\162\\155'", "$'", "'", "\"", "''", "\\1", "\\162", "\\0162", "\\", "^", "`", "`echo x`", "$(echo rm)",
        "$(which ", "echo ", "IFS", "${IFS}", "$IFS$9", "$@", "$()", "${x}", " ", "  ", "\t", "\n", "\r\n", "\\\n", "rm", "-rf", "x", "0", ",", ">", "=",
    ];

    [Theory]
    [InlineData("c'u'rl -s \"a b\"", "curl -s \"a b\"")]
    [InlineData("cu\"\"rl b\\ash \\rm", "curl bash rm")]
    [InlineData("''rm \"\"ls '' \"\"", "rm ls '' \"\"")]
    [InlineData("/dev/\"tcp\"/x -'rf' .'/'a", "/dev/tcp/x -rf' ./a")]
    [InlineData("rm$IFS-rf${IFS}/ cat$IFS$9x", "rm -rf / cat x")]
    [InlineData("c$@url w$*get c$!url c$1url c$()url c${@}url", "curl wget curl curl curl curl")]
    [InlineData("cu${x}rl ${x} a${name}b", "curl ${x} a${name}b")]
    [InlineData("c^url 2^3 [^a]", "curl 2^3 [^a]")]
    [InlineData("i`ex `code` `echo rm` -x `which 'curl'`", "iex `code` rm -x curl")]
    [InlineData("$(echo rm) $(printf \"ls\") $(command -v sh) $(echo $x) $(date)", "rm ls sh $(echo $x) $(date)")]
    [InlineData("\\162\\155 \\0162m \\9 \\16", "rm rm 9 16")]
    [InlineData("$'\\162\\x6d' $'a\\'b' $\"x\"", "rm a'b \"x\"")]
    [InlineData("{curl,-s,http://x} {a b} x{a,b} ${a,b}", "curl -s http://x {a b} x{a,b} ${a,b}")]
    [InlineData("a=rm;$a -rf ${a} $b", "a=rm;rm -rf rm $b")]
    [InlineData("a='rm -rf' b=\"/\"; $a $b", "a='rm -rf' b=\"/\"; rm -rf /")]
    [InlineData("$a=1; $a xa=2 $a", "$a=1; $a xa=2 $a")]
    [InlineData("${HOME:0:1}etc", "/etc")]
    [InlineData("/b?n/ba?h /???/b??h /bin/b*sh /u?r/bin/cu*", "/bin/bash /bin/bash /bin/bash /usr/bin/curl")]
    [InlineData("/* /usr/* http://h/b?n=1 **x** a?b /x/?", "/* /usr/* http://h/b?n=1 **x** a?b /x/?")]
    [InlineData("<span class=\"nb\">cu</span><span>rl</span> <p>x</p> <b>y</b> a<b", "curl <p>x</p> y a<b")]
    [InlineData("a \t  b \\\n c\n\n  d\r\ne", "a b c\nd\ne")]
    [InlineData("{\"a\":\"b\",\"c\":[\"d\"],\"e\":\"\"}", "{\"a\":\"b\",\"c\":[\"d\"],\"e\":\"\"}")]
    [InlineData("$IFSX ${HOME} $1", "$IFSX ${HOME} $1")]
    public void Text_becomes_what_a_shell_would_see(string text, string expected) => Assert.Equal(expected, Whole(text));

    [Fact]
    public void The_result_is_the_same_at_every_cut()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(random.GetItems(Tokens, random.Next(1, 30)));
            Assert.Equal(Whole(text), InPieces(text, random));
        }
    }

    [Fact]
    public void Variables_do_not_let_a_text_grow_without_end()
    {
        var text = $"a={new string('x', 60)};" + string.Concat(Enumerable.Repeat("$a ", 10_000));
        Assert.InRange(Whole(text).Length, text.Length, (1.3 * text.Length) + 512);
    }

    private static string Whole(string text)
    {
        var input = Encoding.UTF8.GetBytes(text);
        var decoder = new CommandDecoder();
        var output = new byte[decoder.Room(input.Length)];
        var step = decoder.Decode(input, 0, last: true, output);
        Assert.Equal(input.Length, step.Consumed);
        return Encoding.UTF8.GetString(output, 0, step.Written);
    }

    private static string InPieces(string text, Random random)
    {
        var input = Encoding.UTF8.GetBytes(text);
        var decoder = new CommandDecoder();
        var result = new List<byte>();
        var (consumed, given) = (0, 0);
        while (consumed < input.Length)
        {
            given = Math.Min(input.Length, Math.Max(given, consumed) + random.Next(0, 6));
            var piece = input.AsSpan(consumed..given);
            var output = new byte[decoder.Room(piece.Length)];
            var step = decoder.Decode(piece, result.LastOrDefault(), given == input.Length, output);
            Assert.InRange(piece.Length - step.Consumed, 0, 64);
            result.AddRange(output[..step.Written]);
            consumed += step.Consumed;
        }

        return Encoding.UTF8.GetString([.. result]);
    }
}
