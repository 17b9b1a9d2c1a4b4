using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// A digest of a text that comes in pieces, the same however it is cut: each block of 64 bytes is hashed with the digest of those
/// before it. Holds nothing that must be given back.
/// </summary>
internal sealed class ChainedDigest
{
    private const int State = SHA256.HashSizeInBytes;
    private const int Block = 64;

    private readonly byte[] _bytes = new byte[State + Block];
    private int _length;

    public void Add(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var taken = Math.Min(text.Length, Block - _length);
            text[..taken].CopyTo(_bytes.AsSpan(State + _length));
            _length += taken;
            text = text[taken..];
            if (_length == Block)
                Fold();
        }
    }

    /// <summary>The first 128 bits of the digest. Begins anew.</summary>
    public UInt128 Take()
    {
        Fold();
        var digest = BinaryPrimitives.ReadUInt128BigEndian(_bytes);
        _bytes.AsSpan().Clear();
        return digest;
    }

    private void Fold()
    {
        Span<byte> digest = stackalloc byte[State];
        SHA256.HashData(_bytes.AsSpan(0, State + _length), digest);
        digest.CopyTo(_bytes);
        _length = 0;
    }
}
