namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>Passes everything on and keeps the beginning of what was read and written.</summary>
internal sealed class TapStream(Stream inner) : Stream
{
    private const int Most = 262_144;

    private readonly List<byte> _read = [];
    private readonly List<byte> _written = [];

    /// <summary>Makes several writes, sent one by one, of the first.</summary>
    public Func<byte[], IEnumerable<byte[]>>? FirstWriteAs { get; set; }

    /// <summary>The other end has closed its side in order.</summary>
    public bool Ended { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public byte[] BytesRead() => Copy(_read);

    public byte[] BytesWritten() => Copy(_written);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Ended |= count == 0 && !buffer.IsEmpty;
        Keep(_read, buffer.Span[..count]);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var parts = FirstWriteAs?.Invoke(buffer.ToArray()) ?? [buffer.ToArray()];
        FirstWriteAs = null;
        foreach (var part in parts)
        {
            Keep(_written, part);
            await inner.WriteAsync(part, cancellationToken);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Keep(_written, buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private static void Keep(List<byte> kept, ReadOnlySpan<byte> data)
    {
        lock (kept)
            kept.AddRange(data[..Math.Min(data.Length, Most - kept.Count)]);
    }

    private static byte[] Copy(List<byte> kept)
    {
        lock (kept)
            return [.. kept];
    }
}
