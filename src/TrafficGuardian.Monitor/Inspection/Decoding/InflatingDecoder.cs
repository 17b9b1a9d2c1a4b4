namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Pushes bytes through one of the class library's inflating streams.</summary>
internal sealed class InflatingDecoder : StreamingDecoder
{
    /// <summary>The window (RFC 1951: 32 KiB), zlib's own state, and the stream's input buffer.</summary>
    private const int Held = 32_768 + 12_288 + 8_192;

    private readonly InputFeed _feed = new();
    private readonly Stream _stream;

    /// <param name="open">Makes the inflating stream over its input.</param>
    public InflatingDecoder(Func<Stream, Stream> open) => _stream = open(_feed);

    public override long HeldBytes => Held;

    /// <remarks>
    /// The stream reads on behind the end of its data and does not say so, but once it is at the end it takes nothing more. The last
    /// byte is therefore given by itself: where it is refused, something stands behind the end.
    /// </remarks>
    public override DecodeStatus Decode(ReadOnlyMemory<byte> input, Span<byte> output, out int consumed, out int written)
    {
        var part = input.Length > 1 ? input[..^1] : input;
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
        if (written == 0 && consumed < part.Length)
        {
            return DecodeStatus.Broken;
        }

        return written > 0 || consumed < input.Length ? DecodeStatus.NeedsOutput : DecodeStatus.NeedsInput;
    }

    public override void Dispose() => _stream.Dispose();
}
