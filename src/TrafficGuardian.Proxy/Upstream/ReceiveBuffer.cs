using System.Buffers;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>
/// Received bytes in one piece. A waiting connection holds the small buffer only; a large one is rented
/// while more than that is at hand.
/// </summary>
internal sealed class ReceiveBuffer(int largestPart)
{
    private const int SmallBytes = 2048;
    private const int LargeBytes = 65536;

    private readonly byte[] _small = new byte[SmallBytes];
    private byte[]? _large;
    private int _start;
    private int _end;

    public ReadOnlyMemory<byte> Unread => Current.AsMemory(_start, _end - _start);

    public bool IsSmallAndFull => _large is null && _end == SmallBytes;

    private byte[] Current => _large ?? _small;

    public void Consume(int count) => _start += count;

    public void Add(int count) => _end += count;

    /// <summary>Room for the next receive, never empty while less than the largest part is unread.</summary>
    public Memory<byte> Free()
    {
        if (_start == _end)
        {
            Release();
            _start = _end = 0;
        }
        else if (_end == Current.Length)
        {
            MakeRoom();
        }

        return Current.AsMemory(_end);
    }

    public void Release()
    {
        if (_large is null)
            return;
        // What others sent is not left to the pool's next user.
        ArrayPool<byte>.Shared.Return(_large, clearArray: true);
        _large = null;
        _start = _end = 0;
    }

    private void MakeRoom()
    {
        var unread = Current.AsSpan(_start.._end);
        if (_large is null)
        {
            var large = ArrayPool<byte>.Shared.Rent(Math.Max(LargeBytes, largestPart));
            unread.CopyTo(large);
            _large = large;
        }
        else
        {
            unread.CopyTo(_large);
        }

        _end -= _start;
        _start = 0;
    }
}
