using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Judging;

/// <summary>
/// Tells text that explains prompt injection from text that tries it, by the words of the field beside a match. Whoever
/// attacks can use these words too, so such a match still gets its line, as low.
/// </summary>
internal static class Topic
{
    private const int Longest = 640;

    private static readonly SearchValues<string> Words = SearchValues.Create(
        [
            "prompt injection", "prompt-injection", "prompt_injection", "promptinjection", "jailbreak", "injection attack", "indirect injection",
            "red team", "red-team", "redteam", "adversarial", "an attacker", "attackers", "malicious prompt", "malicious instruction",
            "prompt leak", "prompt hack", "tool poisoning", "owasp", "guardrail",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static bool IsSecurity(ReadOnlySpan<byte> surroundings, int start, int length) =>
        HasWords(surroundings[Math.Max(0, start - Longest)..start])
        || HasWords(surroundings[(start + length)..Math.Min(surroundings.Length, start + length + Longest)]);

    private static bool HasWords(ReadOnlySpan<byte> text)
    {
        Span<char> chars = stackalloc char[Longest];
        return chars[..Encoding.Latin1.GetChars(text, chars)].ContainsAny(Words);
    }
}
