namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// The last bytes that came out of one side's messages, to which the next compressed one may refer (RFC 7692 section 7.2.2).
/// All that is kept of an inflater between two messages; paid for as it grows.
/// </summary>
internal sealed class InflateWindow(MemoryBudget budget)
{
    /// <summary>The largest distance that DEFLATE can express (RFC 1951 section 3.2.5).</summary>
    private const int Longest = 32_768;

    private const int Smallest = 1_024;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>Whether there was no memory for it, so that the next message can't be inflated. What was kept is gone.</summary>
    public bool IsLost { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Takes what came out last.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[Math.Max(0, bytes.Length - Longest)..];
        if (IsLost || bytes.IsEmpty || !TryGrow(Math.Min(Longest, _length + bytes.Length)))
        {
            return;
        }

        var kept = Math.Min(_length, _buffer.Length - bytes.Length);
        _buffer.AsSpan(_length - kept, kept).CopyTo(_buffer);
        bytes.CopyTo(_buffer.AsSpan(kept));
        _length = kept + bytes.Length;
    }

    /// <summary>Wipes what is kept, and gives back what was paid for.</summary>
    public void Clear()
    {
        budget.Give(_buffer.Length);
        _buffer.AsSpan(0, _length).Clear();
        _buffer = [];
        _length = 0;
    }

    private bool TryGrow(int wanted)
    {
        if (wanted <= _buffer.Length)
        {
            return true;
        }

        var size = Smallest;
        while (size < wanted)
        {
            size *= 2;
        }

        if (!budget.TryTake(size - _buffer.Length))
        {
            Clear();
            IsLost = true;
            return false;
        }

        var larger = new byte[size];
        Bytes.CopyTo(larger);
        _buffer.AsSpan(0, _length).Clear();
        _buffer = larger;
        return true;
    }
}
