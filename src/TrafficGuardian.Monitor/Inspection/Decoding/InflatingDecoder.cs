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

    public override DecodeStatus Decode(ReadOnlyMemory<byte> input, Span<byte> output, out int consumed, out int written)
    {
        _feed.Give(input);
        written = 0;
        try
        {
            written = _stream.Read(output);
        }
        catch (InvalidDataException)
        {
            consumed = 0;
            return DecodeStatus.Broken;
        }

        consumed = (int)_feed.Position;
        if (written > 0)
        {
            return DecodeStatus.NeedsOutput;
        }

        // The stream takes all it is given until its data has ended.
        return consumed == input.Length ? DecodeStatus.NeedsInput : DecodeStatus.Broken;
    }

    public override void Dispose() => _stream.Dispose();
}
