namespace TrafficGuardian.Detection.Rules;

/// <summary>A rule while it is read: what its fields say, and where each stands.</summary>
internal sealed class RuleDraft(long offset)
{
    private readonly Dictionary<string, long> _offsets = new(StringComparer.Ordinal);

    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<(string Text, long Offset)>> Lists { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> Numbers { get; } = new(StringComparer.Ordinal);

    public bool IgnoreCase { get; set; }

    /// <summary>Notes where a field stands; false where it stands twice.</summary>
    public bool Place(string field, long at) => _offsets.TryAdd(field, at);

    /// <summary>Where the field's value stands, or the rule's own start.</summary>
    public long OffsetOf(string field) => _offsets.GetValueOrDefault(field, offset);

    public bool Has(string field) => _offsets.ContainsKey(field);

    public IReadOnlyList<string> ListOf(string field) =>
        Lists.TryGetValue(field, out var list) ? list.ConvertAll(static e => e.Text) : [];
}
