using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>One way of writing to a social account.</summary>
/// <param name="Service">Whose it is.</param>
/// <param name="Methods">The HTTP methods, upper case.</param>
/// <param name="Template">The path with names in braces for what differs: what findings show.</param>
/// <param name="Cases">What a field decides; the first that holds counts.</param>
/// <param name="Otherwise">What it does where no case holds; null: nothing.</param>
/// <param name="IsToolCall">Whether the body says what is done.</param>
internal sealed record SocialRoute(
    SocialService Service,
    IReadOnlyList<string> Methods,
    string Template,
    IReadOnlyList<SocialCase> Cases,
    MutationCategory? Otherwise,
    bool IsToolCall)
{
    private readonly string[] _segments = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a path is of this form, whatever the method.</summary>
    public bool Matches(PathSegments path)
    {
        if (path.Count != _segments.Length)
            return false;
        for (var i = 0; i < _segments.Length; i++)
        {
            if (!Matches(_segments[i], path[i], isLast: i == _segments.Length - 1))
                return false;
        }

        return true;
    }

    private static bool Matches(ReadOnlySpan<char> template, ReadOnlySpan<byte> segment, bool isLast)
    {
        var brace = template.IndexOf('{');
        if (brace >= 0)
            return segment.Length > brace && ReviewWords.EqualsIgnoreCase(segment[..brace], template[..brace]);
        return ReviewWords.EqualsIgnoreCase(segment, template)
            || (isLast && segment.Length == template.Length + 5 && segment.EndsWith(".json"u8)
                && ReviewWords.EqualsIgnoreCase(segment[..^5], template));
    }
}
