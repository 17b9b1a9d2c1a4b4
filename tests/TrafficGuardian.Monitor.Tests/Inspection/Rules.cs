using System.Text;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>A detector with two made-up rules, and texts that they find.</summary>
internal static class Rules
{
    private const string File = """
        {
          "family": "monitor-tests",
          "rules": [
            {
              "id": "made-up", "pattern": "ai_api_key", "severity": "high", "description": "A made-up key",
              "literals": ["tgmade-"], "expression": "tgmade-[A-Za-z0-9]{24}", "boundary": "token",
              "match": ["tgmade-{alnum:24}"], "no_match": ["tgmade-short"]
            },
            {
              "id": "made-up", "pattern": "pipe_to_shell", "severity": "medium", "description": "A made-up command",
              "literals": ["tgfetch "], "expression": "tgfetch [a-z]{4,40} pipe", "boundary": "word",
              "match": ["tgfetch {lower:8} pipe"], "no_match": ["tgfetch nothing"]
            }
          ]
        }
        """;

    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static Detector Detector { get; } = Make();

    /// <summary>A made-up key; each seed gives another.</summary>
    public static string Key(int seed)
    {
        var chance = new Random(seed);
        var text = new StringBuilder("tgmade-");
        for (var index = 0; index < 24; index++)
        {
            text.Append(Alphabet[chance.Next(Alphabet.Length)]);
        }

        return text.ToString();
    }

    /// <summary>A made-up command.</summary>
    public static string Command { get; } = "tgfetch something pipe";

    public static Detector Make(params string[] disabled)
    {
        var options = new DetectorOptions
        {
            RuleFiles = [new RuleSource("monitor-tests.json", Encoding.UTF8.GetBytes(File))],
            Disabled = disabled,
            FingerprintKey = new byte[32],
        };
        return Detection.Detector.Create(options, out var problems)
            ?? throw new InvalidOperationException(string.Join('\n', problems));
    }
}
