using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Exfil;

public sealed class VendorCredentialTests
{
    [Theory]
    [InlineData("glpat-{alnum:20}", "vendor_credential/gitlab")]
    [InlineData("HEROKU_API_KEY={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}", "vendor_credential/heroku-named")]
    [InlineData("\"private_key_id\": \"{hex:40}\"", "vendor_credential/google-service-account")]
    [InlineData("AccountName=x;AccountKey={b64:86}==;EndpointSuffix=core.windows.net", "vendor_credential/azure-storage")]
    [InlineData("weatherbit api key: {hex:32}", "vendor_credential/named-service")]
    [InlineData("export LOKALISE_TOKEN={hex:40}", "vendor_credential/named-service")]
    [InlineData("acmeSecret = \"{alnum:32}\"", "vendor_credential/named-secret")]
    [InlineData("session = Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.{b64url:43}", "jwt/token")]
    [InlineData("redis://:{alnum:16}@cache.corp.invalid:6379", "credential_in_url/password")]
    [InlineData("git clone https://{alnum:40}@git.corp.invalid/x.git", "credential_in_url/password")]
    public void A_credential_is_found_by_its_form_or_by_what_stands_before_it(string template, string rule)
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.Contains(rule, Harness.Names(Outbound.Post(Outbound.Expand(template, seed))));
    }

    [Theory]
    [InlineData("grant_type=authorization_code&client_id={hex:20}&client_secret={alnum:32}")]
    [InlineData("{{\"public_key\": \"{alnum:43}\", \"cache_key\": \"{hex:32}\", \"next_page_token\": \"{alnum:24}\"}")]
    [InlineData("{{\"integrity\": \"sha512-{b64:86}==\", \"token_type\": \"bearer\", \"max_tokens\": 4096}")]
    [InlineData("secret = load_secret_from_vault(\"projects/p/secrets/s/versions/12\")")]
    [InlineData("The token limit of the model is 128000, the key point is caching.")]
    [InlineData("  '@datadog/pprof@5.15.0':\n    resolution: {{integrity: sha512-{b64:86}==}")]
    [InlineData("var config={{a:1,apiKey:\"{hex:32}\",b:2}")]
    public void What_only_resembles_a_credential_is_silent(string template)
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.Empty(Outbound.Post(Outbound.Expand(template, seed)));
    }

    [Theory]
    [InlineData("api.weatherbit.io", "X-Weatherbit-Key: {hex:32}")]
    [InlineData("api.lokalise.com", "X-Lokalise-Token: {hex:40}")]
    [InlineData("api.netlify.com", "Authorization: Bearer nfp_{alnum:36}")]
    [InlineData("api.anything.invalid", "X-Internal-Secret: {alnum:32}")]
    public void A_key_in_a_header_at_its_own_service_is_the_agent_at_work(string host, string header) =>
        Assert.Empty(Outbound.Request(host, "GET /v1/x", Outbound.Expand(header) + "\r\n", ""));

    [Fact]
    public void A_key_of_a_named_service_at_another_host_is_a_leak() =>
        Assert.NotEmpty(Outbound.Request(Outbound.UnrelatedHost, "GET /", Outbound.Expand("X-Weatherbit-Key: {hex:32}\r\n"), ""));

    [Theory]
    [InlineData("card number: 4242 4242 4242 4242")]
    [InlineData("API_KEY for snyk: snyk_token = 123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("postgres://user:secret@localhost:5432/app")]
    public void What_documentation_shows_is_low(string text) =>
        Assert.All(Outbound.Post(text), static d => Assert.Equal(Severity.Low, d.Finding.Severity));
}
