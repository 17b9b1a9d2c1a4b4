using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>libzstd's <c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>, which look the same.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstandardBuffer
{
    public byte* Bytes;
    public nuint Size;
    public nuint Position;
}
