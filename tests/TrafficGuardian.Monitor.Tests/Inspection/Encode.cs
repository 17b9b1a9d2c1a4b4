using System.Diagnostics;
using System.IO.Compression;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>Applies content codings.</summary>
internal static class Encode
{
    public static byte[] As(string coding, byte[] data) => coding switch
    {
        "gzip" or "x-gzip" => Through(data, output => new GZipStream(output, CompressionLevel.Optimal)),
        "deflate" => Through(data, output => new ZLibStream(output, CompressionLevel.Optimal)),
        "raw-deflate" => Through(data, output => new DeflateStream(output, CompressionLevel.Optimal)),
        "br" => Through(data, output => new BrotliStream(output, CompressionLevel.Fastest)),
        "zstd" => Zstandard(data),
        _ => data,
    };

    /// <summary>One raw block a frame (RFC 8878 section 3.1): what the system's library must read, made without it.</summary>
    private static byte[] Zstandard(byte[] data)
    {
        Debug.Assert(data.Length < 0x10_0000, "one block");
        using var frame = new MemoryStream();
        frame.Write([0x28, 0xB5, 0x2F, 0xFD]);

        // Frame header: single segment, content size of four bytes.
        frame.WriteByte(0xA0);
        frame.Write(BitConverter.GetBytes(data.Length));
        for (var start = 0; start < data.Length;)
        {
            var length = Math.Min(data.Length - start, 65_536);
            var isLast = start + length == data.Length ? 1 : 0;
            var header = (length << 3) | isLast;
            frame.Write([(byte)header, (byte)(header >> 8), (byte)(header >> 16)]);
            frame.Write(data, start, length);
            start += length;
        }

        return frame.ToArray();
    }

    private static byte[] Through(byte[] data, Func<Stream, Stream> open)
    {
        using var output = new MemoryStream();
        using (var encoder = open(output))
        {
            encoder.Write(data);
        }

        return output.ToArray();
    }
}
