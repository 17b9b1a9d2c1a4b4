using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Refuses values that hold one of several texts, given with <c>|</c> between them, letter case counting:
/// what another rule says more exactly is left to it.
/// </summary>
internal sealed class WithoutValidator(IReadOnlyList<string> texts) : IValidator
{
    private readonly byte[][] _texts = [.. texts.Select(Encoding.ASCII.GetBytes)];

    /// <summary>The validator for <paramref name="argument"/>, or null where that names no text.</summary>
    public static WithoutValidator? TryMake(string argument) =>
        WordList.TryRead(argument, out var texts) ? new WithoutValidator(texts) : null;

    public bool Accepts(ReadOnlySpan<byte> value)
    {
        foreach (var text in _texts)
        {
            if (value.IndexOf(text) >= 0)
                return false;
        }

        return true;
    }
}
