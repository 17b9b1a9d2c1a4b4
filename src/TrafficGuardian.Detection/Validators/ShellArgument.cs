using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells a command that a shell is given (<c>bash -c id</c>) from a sentence that goes on behind the flag
/// (<c>use bash -c to run it</c>), by the last word of the match.
/// </summary>
internal static class ShellArgument
{
    private static readonly HashSet<string> Prose = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "argument", "as", "can", "command", "does", "flag", "for", "if", "in", "is", "means", "on", "option",
        "or", "runs", "switch", "takes", "the", "then", "to", "which", "will", "with",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Prose.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsCommand(ReadOnlySpan<byte> match)
    {
        const int longest = 16;
        var word = match[(match.LastIndexOf((byte)' ') + 1)..].TrimEnd(",.;:"u8);
        Span<char> chars = stackalloc char[longest];
        return word.Length > longest || !Lookup.Contains(chars[..Encoding.Latin1.GetChars(word, chars)]);
    }
}
