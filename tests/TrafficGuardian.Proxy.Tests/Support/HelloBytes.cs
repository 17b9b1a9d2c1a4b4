using System.Buffers.Binary;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>Changes real ClientHellos, each in one record.</summary>
internal static class HelloBytes
{
    /// <summary>Appends an extension.</summary>
    public static byte[] WithExtension(byte[] hello, ushort type, byte[] data)
    {
        byte[] added = [(byte)(type >> 8), (byte)type, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        byte[] changed = [.. hello, .. added];
        Grow(changed, 3, added.Length);
        // The message's length has three bytes, of which real hellos use two.
        Grow(changed, 7, added.Length);
        Grow(changed, ExtensionsAt(hello), added.Length);
        return changed;
    }

    private static int ExtensionsAt(byte[] hello)
    {
        var at = 5 + 4 + 2 + 32;
        at += 1 + hello[at];
        at += 2 + BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(at));
        return at + 1 + hello[at];
    }

    private static void Grow(byte[] bytes, int at, int by)
    {
        var span = bytes.AsSpan(at);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(span) + by));
    }
}
