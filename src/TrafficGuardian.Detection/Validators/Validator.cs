namespace TrafficGuardian.Detection.Validators;

/// <summary>A validator that is a function.</summary>
internal sealed class Validator(Validator.Test test, bool ofMatch = false) : IValidator
{
    internal delegate bool Test(ReadOnlySpan<byte> value);

    public bool OfMatch => ofMatch;

    public bool Accepts(ReadOnlySpan<byte> value) => test(value);
}
