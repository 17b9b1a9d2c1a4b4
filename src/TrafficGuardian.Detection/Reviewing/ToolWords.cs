using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>What the words of a tool's name and action mean.</summary>
internal sealed class ToolWords(JsonElement entry, IReadOnlyList<SocialService> services)
{
    private readonly HashSet<string> _services = [.. SocialServiceReader.Texts(entry, "services")];
    private readonly HashSet<string> _reads = [.. SocialServiceReader.Texts(entry, "reads")];

    private readonly (string Word, MutationCategory Category)[] _verbs =
        [.. entry.GetProperty("verbs").EnumerateObject().Select(static v => (v.Name, SocialServiceReader.Category(v.Value.GetString()!)!.Value))];

    /// <summary>The routes that a plugin's code and path arguments name.</summary>
    public IReadOnlyList<SocialRoute> Routes { get; } =
        [.. services.Where(s => s.Name == entry.GetProperty("routes_of").GetString()).SelectMany(static s => s.Routes)];

    /// <summary>Whether a tool is one for social accounts.</summary>
    public bool IsSocial(IEnumerable<string> words) => words.Any(_services.Contains);

    /// <summary>What a tool does to the account; null where it only reads, or nothing tells.</summary>
    public MutationCategory? CategoryOf(IReadOnlyCollection<string> words)
    {
        if (words.Any(_reads.Contains))
            return null;
        foreach (var (word, category) in _verbs)
        {
            if (words.Contains(word))
                return category;
        }

        return null;
    }
}
