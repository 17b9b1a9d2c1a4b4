using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// Undoes all codings of a body, piece by piece. No coding may yield more than a limit: a small body that decodes to a
/// huge one costs no more than any other.
/// </summary>
internal sealed class BodyDecoder : IDisposable
{
    private const int BufferBytes = 32_768;

    /// <summary>The coding that was applied last comes first.</summary>
    private readonly StreamingDecoder[] _decoders;
    private readonly long[] _yields;
    private readonly int _maxBytes;

    /// <param name="decoders">Undo one coding each, the one that was applied last first; disposed here.</param>
    /// <param name="maxBytes">Most bytes that any of them may yield.</param>
    public BodyDecoder(StreamingDecoder[] decoders, int maxBytes)
    {
        _decoders = decoders;
        _yields = new long[decoders.Length];
        _maxBytes = maxBytes;
    }

    /// <summary>Bytes that came out at the end.</summary>
    public long DecodedBytes => _yields[^1];

    public long HeldBytes => _decoders.Sum(static decoder => decoder.HeldBytes);

    /// <param name="codings">At least one, in the order in which they were applied.</param>
    /// <param name="maxBytes">Most bytes that any of them may yield.</param>
    /// <param name="decoder">The decoder.</param>
    /// <returns>False where one can't be undone on this machine.</returns>
    public static bool TryMake(IReadOnlyList<ContentCoding> codings, int maxBytes, [NotNullWhen(true)] out BodyDecoder? decoder)
    {
        decoder = null;
        if (codings.Contains(ContentCoding.Zstandard) && !ZstandardLibrary.IsPresent)
        {
            return false;
        }

        decoder = new BodyDecoder([.. codings.Reverse().Select(Make)], maxBytes);
        return true;
    }

    public DecodeOutcome Push(ReadOnlyMemory<byte> input, DecodedBytes decoded) => Push(0, input, decoded);

    public void Dispose() => Array.ForEach(_decoders, static decoder => decoder.Dispose());

    private static StreamingDecoder Make(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => new InflatingDecoder(static feed => new GZipStream(feed, CompressionMode.Decompress)),
        ContentCoding.Deflate => new DeflateDecoder(),
        ContentCoding.Brotli => new BrotliStreamingDecoder(),
        _ => new ZstandardDecoder(),
    };

    private DecodeOutcome Push(int level, ReadOnlyMemory<byte> input, DecodedBytes decoded)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var dirty = 0;
        try
        {
            while (true)
            {
                var status = _decoders[level].Decode(input, buffer, out var consumed, out var written);
                dirty = Math.Max(dirty, written);
                input = input[consumed..];
                var outcome = Pass(level, buffer.AsMemory(0, written), decoded);
                if (outcome != DecodeOutcome.Decoded || status == DecodeStatus.NeedsInput)
                {
                    return outcome;
                }

                if (status == DecodeStatus.Broken)
                {
                    return DecodeOutcome.Broken;
                }
            }
        }
        finally
        {
            buffer.AsSpan(0, dirty).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gives what came out of one coding to the next, or to the end.</summary>
    private DecodeOutcome Pass(int level, ReadOnlyMemory<byte> bytes, DecodedBytes decoded)
    {
        if (bytes.IsEmpty)
        {
            return DecodeOutcome.Decoded;
        }

        var room = (int)Math.Min(bytes.Length, _maxBytes - _yields[level]);
        var isOver = room < bytes.Length;
        _yields[level] += room;
        var outcome = DecodeOutcome.Decoded;
        if (level + 1 < _decoders.Length)
        {
            outcome = Push(level + 1, bytes[..room], decoded);
        }
        else
        {
            decoded(bytes[..room]);
        }

        return isOver && outcome == DecodeOutcome.Decoded ? DecodeOutcome.LimitReached : outcome;
    }
}
