using System.Text;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// The values of one name, put together in the order in which they were sent, with the places where one ends and the next begins.
/// </summary>
internal sealed class SentText
{
    /// <summary>Most bytes that are held.</summary>
    public const int Size = 1024;

    private readonly byte[] _bytes = new byte[Size];
    private readonly List<int> _joints = [];

    public ulong Key { get; set; }

    public int Length { get; private set; }

    /// <summary>Up to where it was looked at.</summary>
    public int Scanned { get; set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public IReadOnlyList<int> Joints => _joints;

    public void Clear()
    {
        _bytes.AsSpan(0, Length).Clear();
        _joints.Clear();
        (Length, Scanned) = (0, 0);
    }

    public void AddJoint()
    {
        if (Length > 0 && (_joints.Count == 0 || _joints[^1] != Length))
            _joints.Add(Length);
    }

    /// <summary>Adds as much of a text as there is room for, and tells how much that was.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var fitting = Math.Min(text.Length, Size - Length);
        text[..fitting].CopyTo(_bytes.AsSpan(Length));
        Length += fitting;
        return fitting;
    }

    /// <summary>Forgets all but the last bytes.</summary>
    public void Keep(int count)
    {
        var dropped = Length - count;
        if (dropped <= 0)
            return;
        _bytes.AsSpan(dropped, count).CopyTo(_bytes);
        _bytes.AsSpan(count, dropped).Clear();
        Length = count;
        Scanned = Math.Max(0, Scanned - dropped);
        var gone = 0;
        while (gone < _joints.Count && _joints[gone] <= dropped)
            gone++;
        _joints.RemoveRange(0, gone);
        for (var i = 0; i < _joints.Count; i++)
            _joints[i] -= dropped;
    }

    /// <summary>Forgets the last bytes.</summary>
    public void Drop(int count)
    {
        _bytes.AsSpan(Length - count, count).Clear();
        Length -= count;
    }

    public bool IsJoint(int at) => _joints.BinarySearch(at) >= 0;

    /// <summary>Whether a stretch is made of more than one value, and ends in what was not looked at before.</summary>
    public bool IsNews(Range stretch) => stretch.End.Value > Scanned && FirstJointIn(stretch) > 0;

    /// <summary>Whether the values that a match begins with, or what was looked at before, hold a match already.</summary>
    public bool IsTold(Rule rule, Range match)
    {
        var start = match.Start.Value;
        return BeginsWithMatch(rule, start, FirstJointIn(match))
            || (Scanned > start && Scanned < match.End.Value && BeginsWithMatch(rule, start, Scanned));
    }

    private int FirstJointIn(Range stretch)
    {
        var index = _joints.BinarySearch(stretch.Start.Value + 1);
        index = index < 0 ? ~index : index;
        return index < _joints.Count && _joints[index] < stretch.End.Value ? _joints[index] : 0;
    }

    private bool BeginsWithMatch(Rule rule, int start, int end)
    {
        Span<char> text = stackalloc char[Size];
        text = text[..Encoding.Latin1.GetChars(_bytes.AsSpan(start..end), text)];
        var matches = rule.Expression.EnumerateMatches(text);
        var begins = matches.MoveNext() && matches.Current.Index == 0;
        text.Clear();
        return begins;
    }
}
