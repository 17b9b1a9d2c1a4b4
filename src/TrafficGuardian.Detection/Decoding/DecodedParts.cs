namespace TrafficGuardian.Detection.Decoding;

/// <summary>Remembers the latest parts that were decoded, so that it can be told what a match was wrapped in. Bounded.</summary>
internal sealed class DecodedParts
{
    private const int Most = 128;

    // Parts of one kind that stand closer are one.
    private const int Close = 32;

    private readonly DecodedPart[] _parts = new DecodedPart[Most];
    private int _count;

    /// <summary>Where the text began in what it was made from.</summary>
    public long SourceStart { get; private set; }

    public void Begin(long sourceStart) => (_count, SourceStart) = (0, sourceStart);

    /// <summary>Adds a part; parts come in order.</summary>
    public void Add(DecodedPart part)
    {
        if (_count > 0)
        {
            ref var latest = ref _parts[(_count - 1) % Most];
            if (latest.Kind == part.Kind && part.Start - latest.End <= Close)
            {
                latest = latest with { End = part.End, SourceEnd = part.SourceEnd };
                return;
            }
        }

        _parts[_count++ % Most] = part;
    }

    /// <summary>What was undone in a stretch of the decoded text, and about where that stood in what it was made from.</summary>
    public (EncodingKind Kind, long SourceStart, long SourceEnd) Explain(long start, long end)
    {
        var kind = EncodingKind.None;
        var (from, until) = (SourceStart + start, SourceStart + end);
        for (var i = Math.Max(0, _count - Most); i < _count; i++)
        {
            var part = _parts[i % Most];
            if (part.End >= start && part.Start <= end)
                kind |= part.Kind;
            if (part.Start <= start)
                from = part.SourceEnd + start - part.End;
            if (part.Start <= end)
                until = part.SourceEnd + Math.Max(0, end - part.End);
        }

        return (kind, Math.Clamp(from, 0, until), until);
    }
}
