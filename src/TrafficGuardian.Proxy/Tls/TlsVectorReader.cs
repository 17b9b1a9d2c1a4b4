using System.Buffers.Binary;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Walks numbers and length-prefixed vectors (RFC 8446 section 3.4). A failed step consumes nothing.</summary>
internal ref struct TlsVectorReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public bool TryByte(out byte value)
    {
        value = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }

        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    public bool TryUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[2..];
        return true;
    }

    public bool TrySkip(int count) => TryTake(0, count, out _);

    /// <summary>A vector with one byte of length.</summary>
    public bool TryVector8(out ReadOnlySpan<byte> value)
    {
        value = default;
        return !_rest.IsEmpty && TryTake(1, _rest[0], out value);
    }

    /// <summary>A vector with two bytes of length.</summary>
    public bool TryVector16(out ReadOnlySpan<byte> value)
    {
        value = default;
        return BinaryPrimitives.TryReadUInt16BigEndian(_rest, out var length) && TryTake(2, length, out value);
    }

    private bool TryTake(int prefix, int length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (_rest.Length < prefix + length)
        {
            return false;
        }

        value = _rest.Slice(prefix, length);
        _rest = _rest[(prefix + length)..];
        return true;
    }
}
