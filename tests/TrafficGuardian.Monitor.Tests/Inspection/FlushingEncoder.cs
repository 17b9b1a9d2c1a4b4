using System.IO.Compression;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>Encodes event by event, as servers of compressed event streams do: after each, all of it can be decoded.</summary>
internal abstract class FlushingEncoder : IDisposable
{
    public static FlushingEncoder Of(string coding) => coding switch
    {
        "gzip" => new StreamEncoder(output => new GZipStream(output, CompressionLevel.Optimal)),
        "deflate" => new StreamEncoder(output => new ZLibStream(output, CompressionLevel.Optimal)),
        "raw-deflate" => new StreamEncoder(output => new DeflateStream(output, CompressionLevel.Optimal)),
        "br" => new StreamEncoder(output => new BrotliStream(output, CompressionLevel.Optimal)),
        _ => new ZstandardEncoder(),
    };

    public abstract byte[] Encode(byte[] data);

    public abstract void Dispose();

    private sealed class StreamEncoder : FlushingEncoder
    {
        private readonly MemoryStream _output = new();
        private readonly Stream _encoder;

        public StreamEncoder(Func<Stream, Stream> open) => _encoder = open(_output);

        public override byte[] Encode(byte[] data)
        {
            _encoder.Write(data);
            _encoder.Flush();
            var encoded = _output.ToArray();
            _output.SetLength(0);
            return encoded;
        }

        public override void Dispose() => _encoder.Dispose();
    }

    /// <summary>The encoder of the library whose decoder is tested.</summary>
    private sealed class ZstandardEncoder : FlushingEncoder
    {
        private const int Flush = 1;

        private static readonly nint Library = NativeLibrary.Load(OperatingSystem.IsMacOS() ? "libzstd.1.dylib" : "libzstd.so.1");

        private readonly nint _context = Function<Make>("ZSTD_createCCtx")();

        private delegate nint Make();

        private delegate nuint Free(nint context);

        private delegate nuint Compress(nint context, ref Block output, ref Block input, int directive);

        public override byte[] Encode(byte[] data)
        {
            var encoded = new byte[1_000 + (2 * data.Length)];
            var (from, to) = (GCHandle.Alloc(data, GCHandleType.Pinned), GCHandle.Alloc(encoded, GCHandleType.Pinned));
            var source = new Block { Bytes = from.AddrOfPinnedObject(), Size = (nuint)data.Length };
            var target = new Block { Bytes = to.AddrOfPinnedObject(), Size = (nuint)encoded.Length };
            Assert.Equal(0u, Function<Compress>("ZSTD_compressStream2")(_context, ref target, ref source, Flush));
            from.Free();
            to.Free();
            return encoded[..(int)target.Position];
        }

        public override void Dispose() => Function<Free>("ZSTD_freeCCtx")(_context);

        private static T Function<T>(string name)
            where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(Library, name));

        [StructLayout(LayoutKind.Sequential)]
        private struct Block
        {
            public nint Bytes;
            public nuint Size;
            public nuint Position;
        }
    }
}
