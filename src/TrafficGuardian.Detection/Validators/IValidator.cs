namespace TrafficGuardian.Detection.Validators;

/// <summary>Says what an expression can't: whether a match is really what its rule looks for. Stateless.</summary>
internal interface IValidator
{
    /// <param name="value">The match, or the part of it that the rule calls its value.</param>
    bool Accepts(ReadOnlySpan<byte> value);
}
