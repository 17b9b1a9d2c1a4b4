using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Tests.Exfil;

public sealed class ExpectedUseTests
{
    [Theory]
    [InlineData("api.anthropic.com", "POST /v1/messages", "x-api-key: {0}", "", "sk-ant-api03-{b64url:93}AA")]
    [InlineData("api.openai.com", "POST /v1/responses", "Authorization: Bearer {0}", "", "sk-proj-{b64url:74}T3BlbkFJ{b64url:74}")]
    [InlineData("generativelanguage.googleapis.com", "POST /v1beta/models?key={0}", "Accept: */*", "", "AIza{b64url:35}")]
    [InlineData("my-resource.openai.azure.com", "POST /openai/x", "api-key: {0}", "", "{alnum:52}JQQJ99{alnum:26}")]
    [InlineData("api.tavily.com", "POST /search", "Accept: */*", "{{\"api_key\": \"{0}\"}}", "tvly-{alnum:32}")]
    [InlineData("api.telegram.org", "POST /bot{0}/sendMessage", "Accept: */*", "", "{digit:10}:AA{b64url:33}")]
    [InlineData("s3.eu-west-1.amazonaws.com", "GET /b/k", "Authorization: AWS4-HMAC-SHA256 Credential={0}/20260101/eu-west-1/s3/aws4_request", "", "AKIA{base32:16}")]
    [InlineData("api.github.com", "GET /user", "Authorization: token {0}", "", "ghp_{alnum:36}")]
    [InlineData("api.search.brave.com", "GET /res/v1/web/search?q=x", "X-Subscription-Token: {0}", "", "BSA{b64url:28}")]
    public void A_credential_at_its_provider_is_the_agent_at_work(string host, string line, string header, string body, string template)
    {
        var key = Outbound.Expand(template);
        var (requestLine, headers, content) = (Fill(line, key), Fill(header, key) + "\r\n", Fill(body, key));

        Assert.Empty(Outbound.Request(host, requestLine, headers, content));
        Assert.NotEmpty(Outbound.Request(Outbound.UnrelatedHost, requestLine, headers, content));
    }

    [Theory]
    [InlineData("api.openai.com", "POST /v1/responses", "Accept: */*", "{{\"input\": \"{0}\"}}", "sk-proj-{b64url:74}T3BlbkFJ{b64url:74}")]
    [InlineData("api.openai.com", "GET /v1/models?note={0}", "Accept: */*", "", "sk-proj-{b64url:74}T3BlbkFJ{b64url:74}")]
    [InlineData("api.openai.com", "POST /v1/responses", "Authorization: Bearer {0}", "", "sk-ant-api03-{b64url:93}AA")]
    [InlineData("api.openai.com.collector.invalid", "POST /v1/responses", "Authorization: Bearer {0}", "", "sk-proj-{b64url:74}T3BlbkFJ{b64url:74}")]
    [InlineData("api.telegram.org", "POST /bot1/sendMessage", "Accept: */*", "text={0}", "{digit:10}:AA{b64url:33}")]
    public void A_credential_in_another_place_or_of_another_provider_is_a_leak(string host, string line, string header, string body, string template)
    {
        var key = Outbound.Expand(template);

        Assert.NotEmpty(Outbound.Request(host, Fill(line, key), Fill(header, key) + "\r\n", Fill(body, key)));
    }

    [Fact]
    public void A_documented_sample_is_low() =>
        Assert.Equal(Severity.Low, Assert.Single(Outbound.Post(Outbound.Expand("id: AKIA{base32:9}EXAMPLE"))).Finding.Severity);

    [Theory]
    [InlineData("OPENAI_API_KEY=YOUR_API_KEY")]
    [InlineData("{\"api_key\": \"sk-...\"}")]
    [InlineData("export ANTHROPIC_API_KEY=${ANTHROPIC_API_KEY}")]
    [InlineData("MISTRAL_API_KEY=<your key>")]
    [InlineData("AWS_ACCESS_KEY_ID=AKIA" + "XXXXXXXXXXXXXXXX")]
    public void A_fill_in_is_nothing(string body) => Assert.Empty(Outbound.Post(body));

    [Fact]
    public void Every_rule_that_the_table_of_providers_names_exists()
    {
        var names = RuleCatalogue.Load([], out _).SelectMany(static r => new[] { r.Pattern.Name, r.Name }).ToHashSet();

        Assert.All(ProviderTable.BuiltIn.SelectMany(static p => p.Rules), rule => Assert.Contains(rule, names));
    }

    [Fact]
    public void Every_ai_key_has_a_provider_at_whose_hosts_it_is_at_work()
    {
        var covered = ProviderTable.BuiltIn.SelectMany(static p => p.Rules).ToHashSet();

        // A key beside a provider's name that follows it stands in a body, where no provider takes it.
        var rules = RuleCatalogue.Load([], out _).Where(static r => r.Pattern.Name == "ai_api_key" && r.Id != "named-after");

        Assert.All(rules, rule => Assert.Contains(rule.Name, covered));
    }

    private static string Fill(string text, string key) =>
        text.Replace("{0}", key, StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
}
