namespace TrafficGuardian.Proxy.Http2.Hpack;

/// <summary>A field that a table holds: its name, then its value, in one array.</summary>
internal readonly struct HpackEntry
{
    private readonly byte[] _bytes;
    private readonly int _nameLength;

    public HpackEntry(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _bytes = [.. name, .. value];
        _nameLength = name.Length;
    }

    public ReadOnlySpan<byte> Name => _bytes.AsSpan(0, _nameLength);

    public ReadOnlySpan<byte> Value => _bytes.AsSpan(_nameLength);

    /// <summary>What the entry weighs (RFC 7541 section 4.1).</summary>
    public int Size => SizeOf(Name, Value);

    public static int SizeOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => name.Length + value.Length + 32;
}
