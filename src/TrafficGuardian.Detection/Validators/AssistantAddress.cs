using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells a sentence that speaks to whoever writes an answer (<c>in your response</c>, <c>into your implementation</c>) from
/// one that explains something to a reader.
/// </summary>
internal static class AssistantAddress
{
    private const int Longest = 512;

    private static readonly SearchValues<string> Addresses = SearchValues.Create(
        [
            "your response", "your answer", "your reply", "your output", "your solution", "your implementation", "your algorithm",
            "your codebase", "your elucidation", "your explanation", "your program logic", "your solution logic", "your suggestion",
            "your code", "your logic", "your generated",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static bool IsIn(ReadOnlySpan<byte> match)
    {
        Span<char> chars = stackalloc char[Longest];
        match = match[..Math.Min(match.Length, Longest)];
        return chars[..Encoding.Latin1.GetChars(match, chars)].ContainsAny(Addresses);
    }
}
