using System.Buffers;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>The first encoded bytes of a body, kept until it is plain that they decode.</summary>
internal sealed class EncodedPrefix
{
    private const int Capacity = 4_096;

    private byte[]? _buffer;
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Whether nothing was left out.</summary>
    public bool IsWhole { get; private set; } = true;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(Capacity);
        var part = bytes[..Math.Min(bytes.Length, Capacity - _length)];
        part.CopyTo(_buffer.AsSpan(_length));
        _length += part.Length;
        IsWhole &= part.Length == bytes.Length;
    }

    public void Clear()
    {
        if (_buffer is { } buffer)
        {
            buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _buffer = null;
        _length = 0;
        IsWhole = true;
    }
}
