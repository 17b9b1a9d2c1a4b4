using System.Buffers;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>Bytes gathered in rented memory. Holds none until the first append and none after <see cref="Release"/>.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> data) => data.CopyTo(Extend(data.Length));

    /// <summary>Makes the buffer longer.</summary>
    /// <returns>The new bytes, to be written before anything else is called.</returns>
    public Span<byte> Extend(int length)
    {
        if (_bytes.Length - Length < length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + length, _bytes.Length * 2));
            Written.CopyTo(larger);
            Return();
            _bytes = larger;
        }

        Span<byte> added = _bytes.AsSpan(Length, length);
        Length += length;
        return added;
    }

    /// <summary>Forgets the bytes and gives the memory back, clean: it held traffic.</summary>
    public void Release()
    {
        Return();
        _bytes = [];
        Length = 0;
    }

    private void Return()
    {
        if (_bytes.Length > 0)
        {
            _bytes.AsSpan(0, Length).Clear();
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
