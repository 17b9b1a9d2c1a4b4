namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// Finds where a head ends, over as many reads as it takes, looking at each byte once (RFC 9112 section 2.1).
/// </summary>
internal struct HeadFinder
{
    /// <summary>Empty lines that are skipped before a start line (RFC 9112 section 2.2), at most.</summary>
    private const int MaxEmptyLines = 8;

    private int _scanned;

    /// <summary>Where the start line begins, behind the empty lines that were skipped.</summary>
    public int Start { get; private set; }

    /// <summary>
    /// A line ended without CR, which recipients may take for its end or refuse (RFC 9112 section 2.2). Known once a head is complete.
    /// </summary>
    public bool HasBareFeed { get; private set; }

    /// <param name="data">All bytes since the last head's message ended.</param>
    /// <param name="limit">The longest head that is followed, in bytes.</param>
    /// <param name="length">The head's length when it is complete, empty line and skipped lines included.</param>
    /// <param name="allowsBareFeed">Whether a line may end without CR; otherwise it is malformed then.</param>
    public HeadStatus Find(ReadOnlySpan<byte> data, int limit, out int length, bool allowsBareFeed = false)
    {
        length = 0;
        while (true)
        {
            var feed = data[_scanned..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                _scanned = data.Length;
                return data.Length >= limit ? HeadStatus.TooLong : HeadStatus.NeedMore;
            }

            _scanned += feed + 1;
            var isBare = _scanned < 2 || data[_scanned - 2] != '\r';
            if (isBare && !allowsBareFeed)
                return HeadStatus.Malformed;

            HasBareFeed |= isBare;
            var end = _scanned - (isBare ? 1 : 2);
            if (end == Start)
            {
                if (_scanned > 2 * MaxEmptyLines)
                    return HeadStatus.Malformed;
                Start = _scanned;
            }
            else if (data[end - 1] == '\n')
            {
                length = _scanned;
                return length > limit ? HeadStatus.TooLong : HeadStatus.Complete;
            }
        }
    }
}
