using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>The services in the form of rules, for lists and exceptions.</summary>
internal static class SocialRules
{
    private static readonly (string Service, string Description)[] Descriptions =
    [
        ("x", "X/Twitter: API 1.1 and 2, and the web client's GraphQL"),
        ("xquik", "Xquik, the service behind the TweetClaw plugin"),
        ("x-bridge", "The same interface at a host of somebody's own"),
        ("tool", "Calls of tools that write to social accounts: OpenClaw's /tools/invoke, MCP"),
        ("mastodon", "Mastodon, and servers that speak its protocol"),
        ("bluesky", "Bluesky, and other servers of the AT protocol"),
        ("reddit", "Reddit"),
        ("linkedin", "LinkedIn: API, and the web client's"),
        ("discord", "Discord, but for the agent's own bot"),
        ("telegram", "Telegram, but for the agent's own bot"),
    ];

    /// <summary>One a service, in the order of the page.</summary>
    public static IReadOnlyList<RuleInfo> Infos { get; } = [.. Descriptions.Select(static d => Make(d.Service, d.Description))];

    private static RuleInfo Make(string service, string description)
    {
        PatternCatalogue.TryGet(PatternCatalogue.SocialWrite, out var pattern);
        return new RuleInfo
        {
            Pattern = pattern!,
            Id = service,
            Severity = Severity.Medium,
            Description = description,
            File = "",
            Family = "social-writes",
            Literals = [],
            Expression = "",
        };
    }
}
