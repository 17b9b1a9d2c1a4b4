namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// A stream that yields what it was given and then, as if it had ended, nothing until it is given more: so that a decoder made for
/// pulling can be pushed.
/// </summary>
internal sealed class InputFeed : Stream
{
    private ReadOnlyMemory<byte> _input;

    /// <summary>How much of what was given last has been read.</summary>
    public int Taken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Give(ReadOnlyMemory<byte> input)
    {
        _input = input;
        Taken = 0;
    }

    public override int Read(Span<byte> buffer)
    {
        var part = _input.Span[Taken..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        Taken += part.Length;
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
