using System.Buffers;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Reviewing;

namespace TrafficGuardian.Detection.Tests.Reviewing;

public sealed class SocialReviewTests
{
    public static TheoryData<string, string, string, string, string> Writes => SocialRequests.Writes;

    public static TheoryData<string, string, string> Reads => SocialRequests.Reads;

    [Theory]
    [MemberData(nameof(Writes))]
    public void A_write_is_put_down_by_its_category(string method, string url, string body, string category, string service)
    {
        var found = Assert.Single(SocialScan.Run(method, url, body));

        Assert.Equal((service, "social_account_mutation"), (found.Rule, found.Finding.Pattern));
        Assert.Equal((Direction.Outbound, Severity.Medium), (found.Finding.Direction, found.Finding.Severity));
        Assert.Equal(category, ReviewNames.Of(found.Finding.Review!.Category));
        Assert.False(found.Finding.Review.HasApprovalMarker);
        Assert.Equal(ExecutionOrigin.Unknown, found.Finding.Review.Origin);
        Assert.InRange(found.Finding.Snippet.Length, 1, 160);
        Assert.StartsWith(method + " ", found.Finding.Snippet, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public void The_same_is_found_however_the_body_comes_and_nothing_of_it_is_told(string method, string url, string body, string category, string service)
    {
        var line = Line(Assert.Single(SocialScan.Run(method, url, body, piece: 3)).Finding);

        Assert.Contains($"\"mutation_category\":\"{category}\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-part", line, StringComparison.Ordinal);
        Assert.DoesNotContain("1712", line, StringComparison.Ordinal);
        Assert.NotEmpty(service);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public void Research_is_silent(string method, string url, string body) => Assert.Empty(SocialScan.Run(method, url, body));

    [Theory]
    [InlineData("picoclaw")]
    [InlineData("nanoclaw")]
    [InlineData("hermes")]
    public void Another_platform_is_silent(string platform) =>
        Assert.Empty(SocialScan.Run("POST", "https://api.x.com/2/tweets", """{"text":"x"}""", platform: platform));

    [Fact]
    public void What_comes_in_is_silent()
    {
        var scan = new MessageScan();
        scan.Begin(Harness.Default, new MessageContext("openclaw", Direction.Inbound, "https", "127.0.0.1", "api.x.com", "api.x.com:443"), Harness.Now);
        scan.Head("POST /2/tweets HTTP/1.1\r\n\r\n"u8);
        scan.Body(default, last: true, Harness.Now);
        Assert.Empty(scan.Found);
    }

    [Theory]
    [InlineData("POST", "X-HTTP-Method-Override: GET", "https://api.linkedin.com/rest/posts", 0)]
    [InlineData("POST", "X-HTTP-Method-Override: DELETE", "https://api.x.com/2/tweets/1", 1)]
    [InlineData("GET", "X-HTTP-Method-Override: POST", "https://api.x.com/2/tweets", 1)]
    public void The_method_that_counts_is_the_one_that_the_server_takes(string method, string header, string url, int count) =>
        Assert.Equal(count, SocialScan.Run(method, url, "{}", header + "\r\n").Count);

    [Fact]
    public void The_agents_own_bot_speaks_on_its_own_channel_and_another_does_not()
    {
        var detector = SocialScan.Detector(new OwnChannel("telegram", "77"), new OwnChannel("discord", "4242"));
        int Telegram(string bot) => SocialScan.Run("POST", $"https://api.telegram.org/bot{bot}:part/sendMessage", "{}", detector: detector).Count;
        int Discord(string header) => SocialScan.Run("POST", "https://discord.com/api/v10/channels/1/messages", "{}", header, detector: detector).Count;
        static string Bot(string number) => $"Authorization: Bot {Convert.ToBase64String(Encoding.ASCII.GetBytes(number))}.part.part\r\n";

        Assert.Equal((0, 1), (Telegram("77"), Telegram("78")));
        Assert.Equal((0, 1, 1), (Discord(Bot("4242")), Discord(Bot("4243")), Discord("Authorization: part\r\n")));
        Assert.Single(SocialScan.Run("POST", "https://discord.com/api/webhooks/1/part", "{}", detector: detector));
        Assert.Single(SocialScan.Run("POST", "https://api.x.com/2/tweets", "{}", detector: detector));
    }

    [Fact]
    public void Where_the_configuration_does_not_tell_the_bot_any_bot_is_the_agents_own_but_no_person_is()
    {
        var detector = SocialScan.Detector(new OwnChannel("discord", null));
        const string Url = "https://discord.com/api/v10/channels/1/messages";

        Assert.Empty(SocialScan.Run("POST", Url, "{}", "Authorization: Bot NDI0Mg.a.b\r\n", detector: detector));
        Assert.Single(SocialScan.Run("POST", Url, "{}", "Authorization: part\r\n", detector: detector));
    }

    [Fact]
    public void The_same_request_is_the_same_finding_and_another_post_is_another()
    {
        UInt128 Print(string body, string headers = "") => Assert.Single(SocialScan.Run("POST", "https://api.x.com/2/tweets", body, headers)).Fingerprint;
        UInt128 Upload(string part) => Assert.Single(SocialScan.Run("POST", $"https://api.x.com/2/media/upload/{part}/append", part)).Fingerprint;

        Assert.Equal(Print("""{"text":"a"}"""), Print("""{"text":"a"}"""));
        Assert.NotEqual(Print("""{"text":"a"}"""), Print("""{"text":"b"}"""));
        Assert.NotEqual(Print("{}"), Print("{}", "X-Operator-Approval: yes\r\n"));
        Assert.Equal(Upload("1"), Upload("2"));
    }

    [Theory]
    [InlineData("social_account_mutation")]
    [InlineData("social_account_mutation/x")]
    public void It_can_be_switched_off(string name) =>
        Assert.Empty(SocialScan.Run("POST", "https://api.x.com/2/tweets", "{}", detector: Harness.Make(SocialScan.Options() with { Disabled = [name] })));

    [Fact]
    public void Every_service_is_listed_as_a_rule() => Assert.Equal(
        SocialWriteTable.BuiltIn.Services.Select(static s => s.Name).Distinct().Order(StringComparer.Ordinal),
        SocialRules.Infos.Select(static r => r.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_route_of_the_table_fits_into_a_snippet()
    {
        var longest = new string('h', 250);
        foreach (var route in SocialWriteTable.BuiltIn.Services.SelectMany(static s => s.Routes))
        {
            var text = new ReviewText(route, new ReviewFields(ReviewSource.HttpRequest, MutationCategory.PersistentMonitor, false, ExecutionOrigin.BackgroundRunner), "DELETE");
            Assert.InRange(text.Snippet(longest, 160).Length, 1, 160);
        }
    }

    [Fact]
    public void A_review_is_a_line_of_fifteen_fields_that_is_read_back()
    {
        var finding = Assert.Single(SocialScan.Run("POST", "https://xquik.com/api/v1/x/tweets", "{}", "User-Agent: openclaw-cron/1\r\n")).Finding;
        var line = Line(finding);

        Assert.Equal(
            """
            {"schema_version":"clawsec-traffic-finding/v1","platform":"openclaw","direction":"outbound","protocol":"https","threat_type":"POLICY_REVIEW","pattern":"social_account_mutation","severity":"high","source":"127.0.0.1","dest":"xquik.com:443","snippet":"POST xquik.com/api/v1/x/tweets (post, no approval marker, scheduler)","timestamp":"2026-04-26T01:02:03.045Z","source_type":"openclaw_tool_request","mutation_category":"post","approval_marker_present":false,"execution_context":"scheduler"}
            """, line);
        Assert.Equal(15, JsonDocument.Parse(line).RootElement.EnumerateObject().Count());
        Assert.True(FindingJson.TryRead(Encoding.UTF8.GetBytes(line), out var read));
        Assert.Equal(finding, read);
        Assert.False(FindingJson.TryRead(Encoding.UTF8.GetBytes(line.Replace("\"post\"", "\"other\"", StringComparison.Ordinal)), out _));
    }

    [Fact]
    public void Hostile_requests_are_no_failure()
    {
        var random = new Random(11);
        var body = new byte[300];
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(body);
            SocialScan.Run("POST", "https://api.x.com/2/tweets", "{" + Encoding.Latin1.GetString(body));
            SocialScan.Run("POST", "http://127.0.0.1:1/tools/invoke", """{"tool":"x","args":{"code":"/api/v1//api/v1/""" + Encoding.Latin1.GetString(body));
        }

        Assert.Single(SocialScan.Run("POST", "https://api.x.com/2/tweets", string.Concat(Enumerable.Repeat("{\"a\":", 5000))));
        Assert.Empty(SocialScan.Run("POST", "https://api.x.com/" + string.Concat(Enumerable.Repeat("a/", 3000)), "{}"));
        Assert.Single(SocialScan.Run("POST", "https://api.x.com/2/tweets", "{\"text\":\"" + new string('a', 100_000)));
    }

    private static string Line(Finding finding)
    {
        var output = new ArrayBufferWriter<byte>();
        FindingJson.Write(finding, output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n');
    }
}
