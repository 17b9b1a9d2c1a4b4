namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Undoes one coding, piece by piece.</summary>
internal abstract class StreamingDecoder : IDisposable
{
    /// <summary>Bytes that the decoder holds between two calls, about.</summary>
    public abstract long HeldBytes { get; }

    /// <summary>Decodes as much as fits.</summary>
    /// <param name="input">Encoded bytes; what was not consumed is given again in the next call.</param>
    /// <param name="output">Where decoded bytes go; never empty.</param>
    /// <param name="consumed">How much of the input was taken.</param>
    /// <param name="written">How much of the output was filled.</param>
    public abstract DecodeStatus Decode(ReadOnlyMemory<byte> input, Span<byte> output, out int consumed, out int written);

    public abstract void Dispose();
}
