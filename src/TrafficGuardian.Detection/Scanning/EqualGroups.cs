namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Follows a value that is written in groups of one length with blanks, line ends or no-break spaces between them, and puts the groups
/// together. Prose is none: the third word that has another length ends it.
/// </summary>
internal sealed class EqualGroups
{
    private const int Shortest = 6;
    private const int Fewest = 3;

    private readonly SentText _text = new();
    private int _size;
    private int _group;
    private int _groups;
    private bool _isOver;
    private byte _separator;

    public void Clear()
    {
        _text.Clear();
        (_size, _group, _groups, _isOver, _separator) = (0, 0, 0, false, 0);
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length && !_isOver; at++)
        {
            var next = text[at];
            if (next == 0xC2 && _group > 0 && (at + 1 == text.Length || text[at + 1] == 0xA0))
                continue;
            if (IsSeparator(next))
                EndGroup(next);
            else if (_group == SentText.Size || _text.Add(text.Slice(at, 1)) == 0)
                _isOver = true;
            else
                _group++;
            _isOver |= _size > 0 && _group > _size;
        }
    }

    /// <summary>The groups without what was between them; null where there are too few.</summary>
    public SentText? TryEnd()
    {
        if (_isOver && _group > 0)
            _text.Drop(_group);
        if (!_isOver && _group > 0)
            EndGroup(0);
        return _groups >= Fewest ? _text : null;
    }

    // Only one kind of separator counts, so that groups may hold the other ones.
    private bool IsSeparator(byte next)
    {
        if (_separator != 0)
            return next == _separator;
        if (next is not ((byte)' ' or (byte)'\n' or 0xA0) || _group < Shortest)
            return false;
        _separator = next;
        return true;
    }

    private void EndGroup(byte separator)
    {
        _size = _size == 0 ? _group : _size;
        _groups++;
        // A shorter one is the last.
        _isOver = _group < _size || separator == 0;
        _group = 0;
        if (!_isOver)
            _text.AddJoint();
    }
}
