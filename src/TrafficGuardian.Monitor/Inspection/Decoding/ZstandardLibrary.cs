using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>The system's libzstd, loaded when it is first needed and absent where there is none.</summary>
internal static unsafe class ZstandardLibrary
{
    private static readonly string[] Names =
    [
        "libzstd.so.1", "libzstd.1.dylib", "/opt/homebrew/lib/libzstd.1.dylib", "/usr/local/lib/libzstd.1.dylib", "libzstd.dll",
    ];

    private static readonly nint Handle = Load();

    public static bool IsPresent => Handle != 0;

    public static delegate* unmanaged<nint> Create { get; } = (delegate* unmanaged<nint>)Export("ZSTD_createDCtx");

    public static delegate* unmanaged<nint, nuint> Free { get; } = (delegate* unmanaged<nint, nuint>)Export("ZSTD_freeDCtx");

    public static delegate* unmanaged<nint, int, int, nuint> SetParameter { get; } =
        (delegate* unmanaged<nint, int, int, nuint>)Export("ZSTD_DCtx_setParameter");

    public static delegate* unmanaged<nint, ZstandardBuffer*, ZstandardBuffer*, nuint> Decompress { get; } =
        (delegate* unmanaged<nint, ZstandardBuffer*, ZstandardBuffer*, nuint>)Export("ZSTD_decompressStream");

    public static delegate* unmanaged<nuint, uint> IsError { get; } = (delegate* unmanaged<nuint, uint>)Export("ZSTD_isError");

    public static delegate* unmanaged<nint, nuint> SizeOf { get; } = (delegate* unmanaged<nint, nuint>)Export("ZSTD_sizeof_DCtx");

    /// <summary>Takes the first library that has everything; ZSTD_DCtx_setParameter came with 1.4.0.</summary>
    private static nint Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle) && NativeLibrary.TryGetExport(handle, "ZSTD_DCtx_setParameter", out _))
            {
                return handle;
            }
        }

        return 0;
    }

    private static nint Export(string name) => Handle == 0 ? 0 : NativeLibrary.GetExport(Handle, name);
}
