namespace TrafficGuardian.Detection.Matching;

/// <summary>Finds all places where one of many literals stands.</summary>
internal sealed class LiteralPrefilter
{
    private readonly (byte[] Text, bool IgnoreCase, int Rule)[] _literals;

    public LiteralPrefilter(IEnumerable<(byte[] Text, bool IgnoreCase, int Rule)> literals)
    {
        _literals = [.. literals];
        LongestLiteral = _literals.Length == 0 ? 1 : _literals.Max(static l => l.Text.Length);
    }

    public int LongestLiteral { get; }

    public bool IsEmpty => _literals.Length == 0;

    /// <summary>
    /// Adds a hit for every literal that begins in <c>[from, to)</c> and stands whole in <paramref name="text"/>.
    /// </summary>
    public void Find(ReadOnlySpan<byte> text, int from, int to, List<LiteralHit> hits)
    {
        foreach (var (literal, ignoreCase, rule) in _literals)
        {
            for (var at = from; at < to && at + literal.Length <= text.Length; at++)
            {
                var here = text.Slice(at, literal.Length);
                if (ignoreCase ? System.Text.Ascii.EqualsIgnoreCase(here, literal) : here.SequenceEqual(literal))
                    hits.Add(new LiteralHit(rule, at));
            }
        }
    }
}
