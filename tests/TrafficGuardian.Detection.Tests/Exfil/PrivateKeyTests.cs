namespace TrafficGuardian.Detection.Tests.Exfil;

public sealed class PrivateKeyTests
{
    private const int Leak = 8;

    private static readonly Detector BuiltIn = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;

    [Fact]
    public void Two_keys_of_one_kind_are_told_apart()
    {
        var found = Harness.Body(Pem("PRIVATE", 1) + Pem("PRIVATE", 2) + Pem("PRIVATE", 1), detector: BuiltIn);
        Assert.Equal(2, found.DistinctBy(static d => d.Fingerprint).Count());
        Assert.Equal(2, found.Count);
    }

    [Fact]
    public void A_key_has_one_fingerprint_however_its_lines_end()
    {
        var key = Pem("RSA PRIVATE", 1);
        string[] forms = [key, key.Replace("\n", "\\n"), key.Replace("\n", "\\\\n"), $"{{\"key\":\"{key.Replace("\n", "\\n")}\"}}"];
        Assert.Single(forms.SelectMany(form => Harness.Body(form, detector: BuiltIn)).Select(static d => d.Fingerprint).Distinct());
    }

    [Fact]
    public void A_header_alone_is_a_finding() =>
        Assert.Single(Harness.Body(TestRules.Expand("-----BEGIN PRIVATE{upper:0} KEY-----"), detector: BuiltIn));

    [Theory]
    [InlineData("fake")]
    [InlineData("XxXx")]
    [InlineData("EXAMPLE")]
    public void A_key_whose_bytes_spell_a_word_is_a_key(string word)
    {
        var key = Pem("PRIVATE", 1).Insert(60, word);
        Assert.Equal(TrafficGuardian.Detection.Findings.Severity.Critical, Assert.Single(Harness.Body(key, detector: BuiltIn)).Finding.Severity);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\\n")]
    public void Nothing_of_a_key_body_is_shown(string lineEnd)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            string[] lines = [TestRules.Expand("{b64:64}", seed), TestRules.Expand("{lower:64}", seed), TestRules.Expand("{lower:5}/{lower:6}/{lower:40}", seed)];
            var body = string.Join(lineEnd, lines);
            string[] texts =
            [
                $"-----BEGIN OPENSSH {"PRIVATE"} KEY-----{lineEnd}{body}",
                string.Join(lineEnd, "PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: me@host (\"x\")", "Public-Lines: 3", body,
                    "Private-Lines: 3", body, "Private-MAC: " + TestRules.Expand("{hex:64}", seed)),
                string.Join(lineEnd, "PuTTY-User-Key-File-2: ssh-rsa", "Private-Lines: 3", body),
            ];
            foreach (var text in texts)
            {
                var snippet = Assert.Single(Harness.Body(text, detector: BuiltIn)).Finding.Snippet;
                foreach (var line in lines)
                    Assert.DoesNotContain(Enumerable.Range(0, line.Length - Leak), at => snippet.Contains(line.Substring(at, Leak), StringComparison.Ordinal));
            }
        }
    }

    private static string Pem(string kind, int seed) => TestRules.Expand(
        $"-----BEGIN {kind} KEY-----\n{TestRules.Expand("MIIEpAIBAAKCAQEA{b64:48}", seed)}\n{TestRules.Expand("{b64:64}\n{b64:64}\n{b64:20}==", seed)}\n-----END {kind} KEY-----\n");
}
