using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Exfil;

public sealed class OutboundPatternTests
{
    // Pattern, what it finds, what it must not find.
    private static readonly (string Pattern, string Positive, string Lookalike)[] Cases =
    [
        ("ai_api_key", "sk-ant-api03-{b64url:93}AA", "sk-ant-api03-..."),
        ("aws_access_key_id", "AKIA{base32:16}", "AKIA{base32:12}"),
        ("private_key_pem", "-----BEGIN OPENSSH PRIVATE{upper:0} KEY-----", "-----BEGIN PUBLIC KEY-----"),
        ("ssh_key_path", "/home/u/.ssh/id_ed25519", "/home/u/.ssh/id_ed25519.pub"),
        ("sensitive_unix_path", "../../../etc/shadow", "/etc/hosts"),
        ("dotenv_path", "/app/.env.production", "/app/.env.example"),
        ("cloud_credential_path", "~/.aws/credentials", "~/.cache/aws/index"),
        ("gateway_credential_path", "~/.picoclaw/.security.yml", "docs/picoclaw/index.md"),
        ("whatsapp_session_path", "store/auth/creds.json", "src/store/auth.ts"),
        ("vendor_credential", "ghp_{alnum:36}", "ghp_{alnum:12}"),
        ("credential_in_url", "postgres://svc:{alnum:12}@db.corp.invalid:5432/x", "postgres://svc:password@db.corp.invalid/x"),
    ];

    public static TheoryData<string, OutboundPlace> EveryPlace()
    {
        var data = new TheoryData<string, OutboundPlace>();
        foreach (var (pattern, _, _) in Cases)
        {
            foreach (var place in Enum.GetValues<OutboundPlace>())
                data.Add(pattern, place);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryPlace))]
    public void A_pattern_is_found_in_every_place_of_a_request(string pattern, OutboundPlace place)
    {
        var found = Outbound.Send(Outbound.Expand(CaseOf(pattern).Positive), place);

        Assert.Contains(found, d => d.Finding.Pattern == pattern);
        Assert.All(found, static d => Assert.Equal(Direction.Outbound, d.Finding.Direction));
    }

    [Theory]
    [MemberData(nameof(EveryPlace))]
    public void What_only_looks_like_a_pattern_is_found_in_no_place(string pattern, OutboundPlace place) =>
        Assert.Empty(Outbound.Send(Outbound.Expand(CaseOf(pattern).Lookalike), place));

    [Theory]
    [InlineData("ai_api_key")]
    [InlineData("aws_access_key_id")]
    [InlineData("private_key_pem")]
    [InlineData("ssh_key_path")]
    [InlineData("sensitive_unix_path")]
    [InlineData("dotenv_path")]
    [InlineData("cloud_credential_path")]
    [InlineData("gateway_credential_path")]
    [InlineData("whatsapp_session_path")]
    public void What_a_response_carries_is_no_leak(string pattern)
    {
        var scan = new MessageScan();
        var detector = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _);
        scan.Begin(
            detector!,
            new MessageContext("picoclaw", Direction.Inbound, "https", "127.0.0.1", "origin.invalid", "origin.invalid:443"),
            DateTimeOffset.UnixEpoch);

        scan.Body(System.Text.Encoding.ASCII.GetBytes(Outbound.Expand(CaseOf(pattern).Positive)), last: true, DateTimeOffset.UnixEpoch);

        Assert.DoesNotContain(scan.Found, static d => d.Finding.ThreatType == ThreatType.Exfil);
    }

    [Fact]
    public void The_same_secret_written_in_several_ways_is_one_finding()
    {
        var key = Outbound.Expand("sk-ant-api03-{b64url:93}AA");

        var found = Outbound.Post($"{{\"a\": \"{key}\", \"b\": \"{{\\\"k\\\": \\\"{key}\\\"}}\", \"c\": \"\\u0073{key[1..]}\"}}");

        Assert.Single(found);
    }

    private static (string Pattern, string Positive, string Lookalike) CaseOf(string pattern) =>
        Array.Find(Cases, c => c.Pattern == pattern);
}
