using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrafficGuardian.Monitor.Log;

/// <summary>
/// <c>write(2)</c> itself: one call, of which the kernel makes one append. The class library writes at offsets that it keeps,
/// which a file shared with other processes can't have.
/// </summary>
internal static partial class NativeWrite
{
    private const int Interrupted = 4;

    /// <returns>Bytes written, fewer than given where the disk ran full; -1 where nothing was, with errno in <paramref name="error"/>.</returns>
    public static int Append(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int error)
    {
        while (true)
        {
            var written = (int)Write(file, bytes, (nuint)bytes.Length);
            error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error != Interrupted)
            {
                return written;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nuint count);
}
