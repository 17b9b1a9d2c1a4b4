using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>What a route does where a field is there, or has a value.</summary>
/// <param name="Field">The field of query, form or body.</param>
/// <param name="Value">The value; null where its presence is enough.</param>
/// <param name="Category">What the request then does; null: nothing.</param>
internal sealed record SocialCase(string Field, string? Value, MutationCategory? Category);
