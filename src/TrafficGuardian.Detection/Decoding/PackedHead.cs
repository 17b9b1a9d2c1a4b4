namespace TrafficGuardian.Detection.Decoding;

/// <summary>Knows compressed data by its first bytes.</summary>
internal static class PackedHead
{
    /// <summary>gzip (RFC 1952 section 2.3) with deflate.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, 8, ..];

    /// <summary>zlib (RFC 1950 section 2.2) with a window of 32 KiB.</summary>
    public static bool IsZlib(ReadOnlySpan<byte> head) => head is [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..];
}
