using System.Buffers;
using System.IO.Compression;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// Inflates one message of <c>permessage-deflate</c> (RFC 7692 section 7.2.2). Made anew for each message: where messages share a
/// context, the window is given to it as a stored block first, which leaves an inflater as it would be had it lived on.
/// </summary>
/// <remarks>
/// A block with BFINAL set (section 7.2.3.4) ends an inflater, but not the context: another one goes on behind it. The class
/// library does not say where in its input such a block ended, so the last bytes of every piece are given one by one; where it
/// ended there, as it does with a peer that closes its messages this way, nothing is lost. Ended anywhere else, with something
/// behind it, the message counts as one that does not inflate.
/// </remarks>
internal sealed class MessageInflater : StreamingDecoder
{
    /// <summary>The window (RFC 1951: 32 KiB), zlib's own state, and the stream's input buffer.</summary>
    private const int Held = 32_768 + 12_288 + 8_192;

    private const int GivenSingly = 8;

    private readonly InflateWindow? _window;
    private readonly InputFeed _feed = new();
    private DeflateStream _stream;

    /// <summary>Whether the bytes given last were so few that an end among them is known to be behind them.</summary>
    private bool _isEndKnown = true;

    /// <param name="window">What came before; takes what comes out. Null where messages share no context.</param>
    public MessageInflater(InflateWindow? window)
    {
        _window = window;
        _stream = Open();
    }

    /// <summary>What a sender has cut off the end of each message (RFC 7692 section 7.2.1).</summary>
    public static ReadOnlyMemory<byte> Tail { get; } = new byte[] { 0, 0, 0xFF, 0xFF };

    public override long HeldBytes => Held;

    public override DecodeStatus Decode(ReadOnlyMemory<byte> input, Span<byte> output, out int consumed, out int written)
    {
        var part = input.Length > GivenSingly ? input[..^GivenSingly] : input[..Math.Min(1, input.Length)];
        _feed.Give(part);
        consumed = written = 0;
        try
        {
            written = _stream.Read(output);
        }
        catch (InvalidDataException)
        {
            return DecodeStatus.Broken;
        }

        consumed = _feed.Taken;
        _window?.Append(output[..written]);
        if (written == 0 && consumed < part.Length)
        {
            return consumed == 0 && _isEndKnown ? GoOn() : DecodeStatus.Broken;
        }

        if (consumed > 0)
        {
            _isEndKnown = consumed == 1;
        }

        return written > 0 || consumed < input.Length ? DecodeStatus.NeedsOutput : DecodeStatus.NeedsInput;
    }

    public override void Dispose() => _stream.Dispose();

    /// <summary>Goes on behind a final block.</summary>
    private DecodeStatus GoOn()
    {
        _stream.Dispose();
        _stream = Open();
        return DecodeStatus.NeedsOutput;
    }

    private DeflateStream Open()
    {
        var stream = new DeflateStream(_feed, CompressionMode.Decompress);
        if (_window is { Bytes: { IsEmpty: false } bytes })
        {
            // A stored block (RFC 1951 section 3.2.4): no more than 65,535 bytes.
            var (low, high) = ((byte)bytes.Length, (byte)(bytes.Length >> 8));
            Feed(stream, new[] { (byte)0, low, high, (byte)~low, (byte)~high });
            Feed(stream, bytes);
        }

        return stream;
    }

    private void Feed(DeflateStream stream, ReadOnlyMemory<byte> bytes)
    {
        var discarded = ArrayPool<byte>.Shared.Rent(bytes.Length);
        _feed.Give(bytes);
        while (stream.Read(discarded) > 0)
        {
        }

        discarded.AsSpan(0, bytes.Length).Clear();
        ArrayPool<byte>.Shared.Return(discarded);
    }
}
