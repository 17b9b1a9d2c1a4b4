namespace TrafficGuardian.Proxy.Http1;

/// <summary>Writes pieces one behind the other.</summary>
internal ref struct SpanWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    public void Write(scoped ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(_destination[Written..]);
        Written += piece.Length;
    }
}
