using System.Numerics;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>Takes the mask off payload (RFC 6455 section 5.3).</summary>
internal static class Masking
{
    /// <param name="masked">As it passed.</param>
    /// <param name="key">Four bytes as they lie in memory; the first meets the first byte of <paramref name="masked"/>.</param>
    /// <param name="plain">At least as long; must not overlap.</param>
    public static void Unmask(ReadOnlySpan<byte> masked, uint key, Span<byte> plain)
    {
        var keys = Vector.AsVectorByte(new Vector<uint>(key));
        var from = MemoryMarshal.Cast<byte, Vector<byte>>(masked);
        var to = MemoryMarshal.Cast<byte, Vector<byte>>(plain[..masked.Length]);
        for (var i = 0; i < from.Length; i++)
            to[i] = from[i] ^ keys;

        for (var i = from.Length * Vector<byte>.Count; i < masked.Length; i++)
            plain[i] = (byte)(masked[i] ^ keys[i % sizeof(uint)]);
    }
}
