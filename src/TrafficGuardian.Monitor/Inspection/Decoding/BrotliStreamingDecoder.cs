using System.Buffers;
using System.IO.Compression;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary><c>br</c> (RFC 7932).</summary>
internal sealed class BrotliStreamingDecoder : StreamingDecoder
{
    private const int StateBytes = 65_536;

    private BrotliDecoder _decoder;
    private bool _hasBegun;
    private bool _hasEnded;
    private long _window;

    public override long HeldBytes => StateBytes + _window;

    public override DecodeStatus Decode(ReadOnlyMemory<byte> input, Span<byte> output, out int consumed, out int written)
    {
        (consumed, written) = (0, 0);
        if (_hasEnded || input.IsEmpty)
        {
            return input.IsEmpty ? DrainedOrMore(output, out written) : DecodeStatus.Broken;
        }

        if (!_hasBegun)
        {
            _hasBegun = true;
            _window = 1L << WindowBits(input.Span[0]);
        }

        return StatusOf(_decoder.Decompress(input.Span, output, out consumed, out written));
    }

    public override void Dispose() => _decoder.Dispose();

    /// <summary>Output that did not fit may be due although the input is consumed.</summary>
    private DecodeStatus DrainedOrMore(Span<byte> output, out int written)
    {
        written = 0;
        return _hasEnded || !_hasBegun
            ? DecodeStatus.NeedsInput
            : StatusOf(_decoder.Decompress(default, output, out _, out written));
    }

    private DecodeStatus StatusOf(OperationStatus status)
    {
        switch (status)
        {
            case OperationStatus.Done:
                _hasEnded = true;
                return DecodeStatus.NeedsOutput;
            case OperationStatus.DestinationTooSmall:
                return DecodeStatus.NeedsOutput;
            case OperationStatus.NeedMoreData:
                return DecodeStatus.NeedsInput;
            default:
                return DecodeStatus.Broken;
        }
    }

    /// <summary>The window's size as the first bits tell it (RFC 7932 section 9.1).</summary>
    private static int WindowBits(byte first)
    {
        if ((first & 1) == 0)
        {
            return 16;
        }

        var high = (first >> 1) & 7;
        if (high != 0)
        {
            return 17 + high;
        }

        var low = (first >> 4) & 7;
        return low == 0 ? 17 : 8 + low;
    }
}
