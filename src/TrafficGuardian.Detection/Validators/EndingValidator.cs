using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Refuses values that end with one of several texts, given with <c>|</c> between them, letter case ignored:
/// what tells <c>id_rsa.pub</c> and <c>.env.example</c> from the files that they are named after.
/// </summary>
internal sealed class EndingValidator(IReadOnlyList<string> endings) : IValidator
{
    /// <summary>The validator for <paramref name="argument"/>, or null where that names no ending.</summary>
    public static EndingValidator? TryMake(string argument) =>
        WordList.TryRead(argument, out var endings) ? new EndingValidator(endings) : null;

    public bool Accepts(ReadOnlySpan<byte> value)
    {
        foreach (var ending in endings)
        {
            if (value.Length >= ending.Length && Ascii.EqualsIgnoreCase(value[^ending.Length..], ending))
                return false;
        }

        return true;
    }
}
