namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>
/// A stream that yields what it was given and then, as if it had ended, nothing until it is given more: so that a decoder made for
/// pulling can be pushed. It seeks, so that a decoder gives back what lies behind the end of its data.
/// </summary>
internal sealed class InputFeed : Stream
{
    private ReadOnlyMemory<byte> _input;
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _input.Length;

    public override long Position
    {
        get => _position;
        set => _position = (int)Math.Clamp(value, 0, _input.Length);
    }

    public void Give(ReadOnlyMemory<byte> input)
    {
        _input = input;
        _position = 0;
    }

    public override int Read(Span<byte> buffer)
    {
        var part = _input.Span[_position..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        _position += part.Length;
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => _input.Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
