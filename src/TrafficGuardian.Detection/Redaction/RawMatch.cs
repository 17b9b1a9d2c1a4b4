using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>
/// A match with its raw surroundings. Being a <c>ref struct</c> it lives on the stack between match and redaction:
/// the compiler refuses to store, box, capture or log it.
/// </summary>
internal readonly ref struct RawMatch
{
    private const int Announcement = 64;

    public RawMatch(Rule rule, ReadOnlySpan<byte> surroundings, int start, int length)
    {
        Rule = rule;
        Surroundings = surroundings;
        (Start, Length) = rule.Info.View == RuleView.Command
            ? CommandEdges.Trim(surroundings, start, length)
            : (start, length);
    }

    public Rule Rule { get; }

    /// <summary>The text round the match, the match included.</summary>
    public ReadOnlySpan<byte> Surroundings { get; }

    /// <summary>Where the match begins in <see cref="Surroundings"/>.</summary>
    public int Start { get; }

    public int Length { get; }

    public ReadOnlySpan<byte> Text => Surroundings.Slice(Start, Length);

    /// <summary>The match with what stands close before it.</summary>
    public ReadOnlySpan<byte> Announced => Surroundings[Math.Max(0, Start - Announcement)..(Start + Length)];

    /// <summary>The part of the match that its rule calls its value.</summary>
    public ReadOnlySpan<byte> Value =>
        Rule.Info.Value == RuleValue.LastToken ? Matching.Neighbours.LastToken(Text) : Text;
}
