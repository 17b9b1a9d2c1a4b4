namespace TrafficGuardian.Detection.Judging;

/// <summary>
/// Tells the bytes of images, sound and films from text: nobody reads what their comments and pixels spell. A beginning that is put
/// before a text makes none of it: what stands beside a match must be no text either.
/// </summary>
internal static class MediaBytes
{
    /// <summary>Bytes of a body that tell what it is.</summary>
    public const int Start = 12;

    private const int Near = 48;

    /// <param name="start">The first bytes of a body, <see cref="Start"/> where it has as many.</param>
    public static bool Begin(ReadOnlySpan<byte> start) =>
        start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) || start.StartsWith(Png) || start.StartsWith(Jpeg)
        || (start.StartsWith("RIFF"u8) && start.Length >= Start && (start[8..].StartsWith("WEBP"u8) || start[8..].StartsWith("WAVE"u8) || start[8..].StartsWith("AVI "u8)))
        || (start.Length >= Start && start[4..].StartsWith("ftyp"u8)) || start.StartsWith("OggS"u8) || start.StartsWith("fLaC"u8) || start.StartsWith("ID3"u8);

    /// <summary>Whether bytes that no text has stand close to a match.</summary>
    public static bool Surround(ReadOnlySpan<byte> text, int start, int length) =>
        HoldControls(text[Math.Max(0, start - Near)..start]) && HoldControls(text[(start + length)..Math.Min(text.Length, start + length + Near)]);

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    private static bool HoldControls(ReadOnlySpan<byte> text) => text.ContainsAnyInRange((byte)0, (byte)8);
}
