namespace TrafficGuardian.Detection.Tests.Scanning;

public sealed class SplitTextTests
{
    private static readonly string Key = TestRules.Expand("AIza{alnum:35}");
    private static readonly string[] Parts = [.. Key.Chunk(9).Select(static c => new string(c))];

    public static TheoryData<string> Split => new()
    {
        string.Join("\", \"", Parts).Insert(0, "{\"k\": [\"") + "\"]}",
        "\"" + string.Join("\" + \"", Parts) + "\"",
        "'" + string.Join("'||'", Parts) + "'",
        "'" + string.Join("' . '", Parts) + "'",
        "text: " + string.Join(' ', Parts),
        "text:\n" + string.Join('\n', Parts) + "\n",
        "text:\r\n" + string.Join("\r\n", Parts) + "\r\nAnd more of it follows here",
        "{\"a\": \"" + Key[..15] + "\", \"b\": \"" + Key[15..] + "\"}",
        "p0=" + string.Join("&p1=", Parts) + "&x=1",
        "{\"note\":\"x\\n" + string.Join("\\n", Parts) + "\"}",
        "text: " + string.Join('\u00a0', Parts),
    };

    [Theory]
    [MemberData(nameof(Split))]
    public void A_secret_in_parts_is_found_once(string text) =>
        Assert.Equal(["ai_api_key/google"], Harness.Names(Harness.Body(text)));

    [Fact]
    public void Segments_of_a_path_are_joined() =>
        Assert.Equal(["ai_api_key/google"], Harness.Names(Harness.Head($"GET /{string.Join('/', Parts)} HTTP/1.1\n\n")));

    [Theory]
    [InlineData("AIza keys are thirty nine characters long, and so is this sentence of many words")]
    [InlineData("[\"AIza\", \"sk-ant-\", \"ghp_\", \"AKIA\", \"xoxb-\", \"glpat-\", \"npm_\", \"pypi-\"]")]
    public void Prose_and_lists_of_prefixes_are_not_joined(string text) => Assert.Empty(Harness.Body(text));

    [Fact]
    public void What_follows_a_whole_secret_does_not_belong_to_it()
    {
        var key = TestRules.Expand("sk-ant-api03-{b64url:60}AA");
        Assert.Single(Harness.Body($"[\"{key}\", \"another1\", \"third2\"]"));
    }
}
