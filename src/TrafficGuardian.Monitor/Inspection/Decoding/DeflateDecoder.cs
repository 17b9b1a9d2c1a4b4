using System.IO.Compression;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// <c>deflate</c>: zlib data (RFC 1950) by the book, bare DEFLATE data (RFC 1951) as some peers send it. The first two bytes tell.
/// </summary>
internal sealed class DeflateDecoder : StreamingDecoder
{
    private readonly byte[] _start = new byte[2];
    private int _startLength;
    private InflatingDecoder? _inflater;

    public override long HeldBytes => _inflater?.HeldBytes ?? 0;

    public override DecodeStatus Decode(ReadOnlyMemory<byte> input, Span<byte> output, out int consumed, out int written)
    {
        if (_inflater is not null)
        {
            return _inflater.Decode(input, output, out consumed, out written);
        }

        consumed = Math.Min(input.Length, _start.Length - _startLength);
        input.Span[..consumed].CopyTo(_start.AsSpan(_startLength));
        _startLength += consumed;
        written = 0;
        if (_startLength < _start.Length)
        {
            return DecodeStatus.NeedsInput;
        }

        _inflater = new InflatingDecoder(IsZlib()
            ? static feed => new ZLibStream(feed, CompressionMode.Decompress)
            : static feed => new DeflateStream(feed, CompressionMode.Decompress));

        // One byte alone decodes to nothing: a block begins with three bits, and the shortest code of a fixed block has seven more.
        var status = _inflater.Decode(_start.AsMemory(0, 1), output, out _, out _);
        if (status == DecodeStatus.NeedsInput)
        {
            status = _inflater.Decode(_start.AsMemory(1), output, out _, out written);
        }

        return status == DecodeStatus.NeedsInput ? DecodeStatus.NeedsOutput : status;
    }

    public override void Dispose() => _inflater?.Dispose();

    /// <summary>RFC 1950 section 2.2: compression method 8, and a checksum of the two bytes.</summary>
    private bool IsZlib() => (_start[0] & 0x0F) == 8 && ((_start[0] << 8) | _start[1]) % 31 == 0;
}
