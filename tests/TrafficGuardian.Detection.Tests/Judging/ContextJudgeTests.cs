using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Tests.Judging;

public sealed class ContextJudgeTests
{
    private static readonly string Anthropic = TestRules.Expand("sk-ant-api03-{b64url:60}AA");
    private static readonly string Google = TestRules.Expand("AIza{b64url:35}");

    [Theory]
    [InlineData("api.anthropic.com", "POST /v1/messages HTTP/1.1\nx-api-key: {0}\n\n", true)]
    [InlineData("api.anthropic.com", "POST /v1/messages HTTP/1.1\nX-API-Key:{0}\n\n", true)]
    [InlineData("api.anthropic.com", "POST /v1/messages HTTP/1.1\nAuthorization: Bearer {0}\n\n", true)]
    [InlineData("api.anthropic.com", "POST /v1/messages HTTP/1.1\nCookie: {0}\n\n", false)]
    [InlineData("api.anthropic.com", "POST /v1/messages?key={0} HTTP/1.1\n\n", false)]
    [InlineData("api.anthropic.com.evil.example", "POST / HTTP/1.1\nx-api-key: {0}\n\n", false)]
    [InlineData("evil.example", "POST / HTTP/1.1\nAuthorization: Bearer {0}\n\n", false)]
    [InlineData("generativelanguage.googleapis.com", "POST /v1/x?alt=sse&key={1} HTTP/1.1\n\n", true)]
    [InlineData("generativelanguage.googleapis.com", "POST /v1/x?q={1} HTTP/1.1\n\n", false)]
    [InlineData("generativelanguage.googleapis.com", "POST /key={1} HTTP/1.1\n\n", false)]
    [InlineData("generativelanguage.googleapis.com", "POST / HTTP/1.1\nx-goog-api-key: {1}\n\n", true)]
    [InlineData("generativelanguage.googleapis.com", "POST / HTTP/1.1\nx-goog-api-key: {0}\n\n", false)]
    public void A_credential_is_expected_in_its_place_at_its_own_hosts_only(string host, string template, bool expected)
    {
        var head = string.Format(System.Globalization.CultureInfo.InvariantCulture, template, Anthropic, Google);
        Assert.Equal(expected, Harness.Head(head, host).Count == 0);
    }

    [Fact]
    public void A_credential_in_a_body_is_a_finding_even_at_its_own_host()
    {
        var scan = new MessageScan();
        scan.Begin(Harness.Default, Harness.Context(Direction.Outbound, "api.anthropic.com"), Harness.Now);
        scan.Body(System.Text.Encoding.ASCII.GetBytes(Anthropic), last: true, Harness.Now);
        Assert.Single(scan.Found);
    }

    [Theory]
    [InlineData("ai_api_key", "proxy.corp.example", true)]
    [InlineData("ai_api_key/anthropic", "proxy.corp.example", true)]
    [InlineData("ai_api_key/google", "proxy.corp.example", false)]
    [InlineData("ai_api_key", "evil.example", false)]
    public void The_users_own_bindings_make_a_credential_expected_anywhere_at_their_hosts(string pattern, string host, bool expected)
    {
        var detector = Harness.Make(new DetectorOptions
        {
            FingerprintKey = new byte[32],
            Credentials = [new ExpectedCredential(pattern, null, ["*.corp.example"])],
        });
        var scan = new MessageScan();
        scan.Begin(detector, Harness.Context(Direction.Outbound, host), Harness.Now);
        scan.Body(System.Text.Encoding.ASCII.GetBytes($"key={Anthropic}"), last: true, Harness.Now);
        Assert.Equal(expected, scan.Found.Count == 0);
    }

    [Fact]
    public void A_binding_by_value_covers_that_value_alone()
    {
        var detector = Harness.Make(new DetectorOptions
        {
            FingerprintKey = new byte[32],
            Credentials = [new ExpectedCredential(null, System.Text.Encoding.ASCII.GetBytes(Google), ["maps.example"])],
        });
        var other = TestRules.Expand("AIza{b64url:35}", 9);
        Assert.Empty(Harness.Head($"GET /?q={Google} HTTP/1.1\n\n", "maps.example", detector: detector));
        Assert.Single(Harness.Head($"GET /?q={other} HTTP/1.1\n\n", "maps.example", detector: detector));
        Assert.Single(Harness.Head($"GET /?q={Google} HTTP/1.1\n\n", "other.example", detector: detector));
    }

    [Fact]
    public void Fill_ins_are_nothing_and_documented_samples_are_low()
    {
        Assert.Empty(Harness.Body($"AIza{new string('x', 35)}"));
        Assert.Empty(Harness.Body($"AIza{TestRules.Expand("{alnum:24}")}_your_key_h"));
        var sample = Harness.Body($"AIza{TestRules.Expand("{alnum:28}")}EXAMPLE").Single();
        Assert.Equal(Severity.Low, sample.Finding.Severity);
    }
}
