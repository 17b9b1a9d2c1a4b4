using System.Buffers;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Bytes kept while their message part is incomplete. Holds no buffer when empty.</summary>
internal struct HeldBytes
{
    private byte[]? _buffer;
    private int _length;

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> data)
    {
        if (_buffer is null || _buffer.Length - _length < data.Length)
            Grow(_length + data.Length);
        data.CopyTo(_buffer.AsSpan(_length));
        _length += data.Length;
    }

    public void Clear()
    {
        Return(_buffer, _length);
        _buffer = null;
        _length = 0;
    }

    private void Grow(int atLeast)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(1024, atLeast * 2));
        Span.CopyTo(larger);
        Return(_buffer, _length);
        _buffer = larger;
    }

    private static void Return(byte[]? buffer, int used)
    {
        if (buffer is null)
            return;
        // What others sent is not left to the pool's next user.
        buffer.AsSpan(0, used).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
