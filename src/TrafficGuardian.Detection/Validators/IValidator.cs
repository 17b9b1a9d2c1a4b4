namespace TrafficGuardian.Detection.Validators;

/// <summary>Says what an expression can't: whether a match is really what its rule looks for. Stateless.</summary>
internal interface IValidator
{
    /// <summary>Whether it looks at the whole match and what stands close before it, even where the rule's value is a part of the match.</summary>
    bool OfMatch => false;

    /// <param name="value">The match, or the part of it that the rule calls its value.</param>
    bool Accepts(ReadOnlySpan<byte> value);
}
