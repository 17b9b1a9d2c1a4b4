namespace TrafficGuardian.Detection.Rules;

/// <summary>Turns an offset of a file into line and column.</summary>
internal sealed class SourceLines
{
    private readonly List<int> _starts = [0];

    public SourceLines(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] == (byte)'\n')
                _starts.Add(i + 1);
        }
    }

    /// <summary>Line and column (in bytes), both from 1.</summary>
    public (int Line, int Column) At(long offset)
    {
        var index = _starts.BinarySearch((int)offset);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, (int)offset - _starts[line] + 1);
    }
}
