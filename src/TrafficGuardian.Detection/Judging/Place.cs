namespace TrafficGuardian.Detection.Judging;

/// <summary>Where something stands.</summary>
internal readonly ref struct Place
{
    public Place(PlaceKind kind, ReadOnlySpan<byte> name = default)
    {
        Kind = kind;
        Name = name;
    }

    public PlaceKind Kind { get; }

    /// <summary>The header's or query parameter's name; empty elsewhere.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The same place, inside the query parameter that holds the byte at <paramref name="at"/>, where it is one.</summary>
    public Place Within(ReadOnlySpan<byte> text, int at)
    {
        if (Kind != PlaceKind.Target)
            return this;
        var before = text[..at];
        var start = before.LastIndexOfAny((byte)'?', (byte)'&') + 1;
        var equals = before[start..].IndexOf((byte)'=');
        return start > 0 && equals > 0 ? new Place(Kind, before.Slice(start, equals)) : this;
    }
}
