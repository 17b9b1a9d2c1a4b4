using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TrafficGuardian.Monitor.State;

/// <summary>The names in an open folder. Read by the folder's handle, for its path may lead elsewhere by now.</summary>
internal static unsafe partial class NativeNames
{
    private const int BufferBytes = 32_768;

    // Where the parts of a directory entry stand: struct linux_dirent64 and, on macOS, struct dirent with 64-bit inodes.
    private const int LengthAt = 16;
    private const int LinuxNameAt = 19;
    private const int MacNameAt = 21;

    // asm/unistd.h. The call has no name in every C library, so it is made by its number.
    private static readonly nint GetEntries = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 61,
        Architecture.Ppc64le => 202,
        Architecture.S390x or Architecture.X86 => 220,
        _ => 217,
    };

    /// <summary>Up to so many names, in the folder's own order; <c>.</c> and <c>..</c> left out. What fails ends the list.</summary>
    /// <param name="folder">The folder; where it was read before, a fresh handle of it.</param>
    /// <param name="most">Names that are looked at.</param>
    /// <param name="wanted">Which of them are wanted; reading ends with the last that is.</param>
    /// <param name="mostWanted">Names that are answered.</param>
    public static List<string> Read(SafeFileHandle folder, int most, Func<string, bool> wanted, int mostWanted)
    {
        var names = new List<string>();
        var seen = 0;
        void Take(ReadOnlySpan<byte> bytes)
        {
            if (bytes.SequenceEqual("."u8) || bytes.SequenceEqual(".."u8))
            {
                return;
            }

            seen++;
            var name = Encoding.UTF8.GetString(bytes);
            if (names.Count < mostWanted && wanted(name))
            {
                names.Add(name);
            }
        }

        bool More() => seen < most && names.Count < mostWanted;
        if (OperatingSystem.IsMacOS())
        {
            ReadMac(folder, Take, More);
        }
        else
        {
            ReadLinux(folder, Take, More);
        }

        return names;
    }

    private static void ReadLinux(SafeFileHandle folder, Action<ReadOnlySpan<byte>> take, Func<bool> more)
    {
        var buffer = new byte[BufferBytes];
        fixed (byte* start = buffer)
        {
            nint read;
            while (more() && (read = SystemCall(GetEntries, folder, start, BufferBytes)) > 0)
            {
                for (var at = 0; at + LinuxNameAt < read;)
                {
                    var length = MemoryMarshal.Read<ushort>(buffer.AsSpan(at + LengthAt));
                    var name = buffer.AsSpan(at + LinuxNameAt, length - LinuxNameAt);
                    take(name[..name.IndexOf((byte)0)]);
                    at += length;
                }
            }
        }
    }

    private static void ReadMac(SafeFileHandle folder, Action<ReadOnlySpan<byte>> take, Func<bool> more)
    {
        // The stream takes the descriptor that it is given and closes it with itself.
        var own = Duplicate(folder);
        var isX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        var stream = own < 0 ? null : isX64 ? OpenStreamInode64(own) : OpenStream(own);
        if (stream is null)
        {
            return;
        }

        void* entry;
        while (more() && (entry = isX64 ? ReadStreamInode64(stream) : ReadStream(stream)) is not null)
        {
            take(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + MacNameAt));
        }

        _ = CloseStream(stream);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, SafeFileHandle folder, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdopendir")]
    private static partial void* OpenStream(int folder);

    [LibraryImport("libc", EntryPoint = "fdopendir$INODE64")]
    private static partial void* OpenStreamInode64(int folder);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial void* ReadStream(void* stream);

    [LibraryImport("libc", EntryPoint = "readdir$INODE64")]
    private static partial void* ReadStreamInode64(void* stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseStream(void* stream);
}
