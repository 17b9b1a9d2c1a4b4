using System.Text.Json;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>What headers and fields are called in which an operator's approval stands, and what there means that there is none.</summary>
internal sealed class ApprovalNames(JsonElement entry)
{
    // Inside an object of such a name: what would be the answer.
    private static readonly string[] Answers = ["status", "state", "decision", "granted", "result"];

    private readonly IReadOnlyList<string> _prefixes = SocialServiceReader.Texts(entry, "prefixes");
    private readonly HashSet<string> _names = [.. SocialServiceReader.Texts(entry, "names")];
    private readonly HashSet<string> _refusals = [.. SocialServiceReader.Texts(entry, "refusals")];

    /// <summary>Whether a name, letters only, is one of them.</summary>
    public bool IsOne(string name)
    {
        for (var left = name; left.Length > 0;)
        {
            if (_names.Contains(left))
                return true;
            var prefix = _prefixes.FirstOrDefault(p => left.StartsWith(p, StringComparison.Ordinal));
            if (prefix is null)
                return false;
            left = left[prefix.Length..];
        }

        return false;
    }

    /// <summary>Whether a name inside an object of such a name holds the answer.</summary>
    public static bool IsAnswer(string name) => Answers.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether a value says that there is none.</summary>
    public bool IsRefusal(ReadOnlySpan<byte> value)
    {
        var text = value.Trim(" \t\r\n"u8);
        return text.IsEmpty || (text.Length <= 16 && _refusals.Contains(ReviewWords.Normalised(text)));
    }
}
