using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>The argument of validators that take several texts: ASCII, <c>|</c> between them, none empty.</summary>
internal static class WordList
{
    public static bool TryRead(string argument, [NotNullWhen(true)] out string[]? words)
    {
        words = argument.Split('|');
        if (words.All(static w => w.Length > 0) && Ascii.IsValid(argument))
            return true;
        words = null;
        return false;
    }
}
