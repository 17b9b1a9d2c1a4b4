using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Rules;

/// <summary>A rule as its file states it: data, checked but not compiled.</summary>
public sealed record RuleInfo
{
    /// <summary>The pattern that a match is reported as.</summary>
    public required PatternInfo Pattern { get; init; }

    /// <summary>Unique inside the pattern, such as <c>anthropic</c>.</summary>
    public required string Id { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>What it finds, for people.</summary>
    public required string Description { get; init; }

    /// <summary>The name of the file it stands in.</summary>
    public required string File { get; init; }

    /// <summary>Where it stands in the file, in bytes.</summary>
    internal long Offset { get; init; }

    /// <summary>The family its file declares.</summary>
    public required string Family { get; init; }

    /// <summary>Strings one of which is in every match; 3 to 128 bytes: ASCII, or a character up to U+00FF for the byte of its number.</summary>
    public required IReadOnlyList<string> Literals { get; init; }

    /// <summary>A string that is in every match beside a literal, its case counting: where it is not near, the expression is not run. May be empty.</summary>
    public string Near { get; init; } = "";

    /// <summary>The name of a list of which one must stand near a literal for the expression to be run; empty or <c>services</c>.</summary>
    public string NearAny { get; init; } = "";

    /// <summary>Whether case is ignored, in literals and expression.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>The .NET expression, of the kind that needs no backtracking, over bytes widened as Latin-1.</summary>
    public required string Expression { get; init; }

    /// <summary>Bytes that a match may reach to the left of a literal's first byte; 0 to 1,024.</summary>
    public int Before { get; init; }

    /// <summary>Bytes that a match may reach to the right of a literal's first byte; 1 to 4,096.</summary>
    public int After { get; init; } = 256;

    public RuleBoundary Boundary { get; init; }

    public RuleView View { get; init; }

    public RuleValue Value { get; init; }

    /// <summary>Names of validators, with their argument where they take one: <c>entropy:3.0</c>.</summary>
    public IReadOnlyList<string> Validators { get; init; } = [];

    /// <summary>Templates that must fire this rule.</summary>
    public IReadOnlyList<string> Match { get; init; } = [];

    /// <summary>Templates that must not.</summary>
    public IReadOnlyList<string> NoMatch { get; init; } = [];

    /// <summary><c>pattern/id</c>, as redaction labels and the configuration name it.</summary>
    public string Name => $"{Pattern.Name}/{Id}";

    /// <summary>Which way the messages go that it looks at.</summary>
    public Direction Direction => Pattern.ThreatType == ThreatType.Injection ? Direction.Inbound : Direction.Outbound;
}
