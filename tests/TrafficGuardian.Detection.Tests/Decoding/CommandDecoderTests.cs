using System.Text;
using TrafficGuardian.Detection.Decoding;

namespace TrafficGuardian.Detection.Tests.Decoding;

public sealed class CommandDecoderTests
{
    [Theory]
    [InlineData("c'u'rl -s \"a b\"", "curl -s \"a b\"")]
    [InlineData("cu\"\"rl b\\ash \\rm", "curl bash rm")]
    [InlineData("rm$IFS-rf${IFS}/ cat$IFS$9x", "rm -rf / cat x")]
    [InlineData("c$@url w$*get", "curl wget")]
    [InlineData("a \t  b \\\n c\n\n  d\r\ne", "a b c\nd\ne")]
    [InlineData("{\"a\":\"b\",\"c\":[\"d\"]}", "{\"a\":\"b\",\"c\":[\"d\"]}")]
    [InlineData("$IFSX ${HOME} $1", "$IFSX ${HOME} $1")]
    public void Text_becomes_what_a_shell_would_see(string text, string expected)
    {
        var input = Encoding.UTF8.GetBytes(text);
        var output = new byte[new CommandDecoder().Room(input.Length)];
        var step = new CommandDecoder().Decode(input, 0, last: true, output);
        Assert.Equal(expected, Encoding.UTF8.GetString(output, 0, step.Written));
    }
}
