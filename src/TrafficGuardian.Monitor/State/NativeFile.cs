using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrafficGuardian.Monitor.State;

/// <summary>The few system calls that the class library has no name for. Linux and macOS.</summary>
internal static partial class NativeFile
{
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int MacAtSymlinkNoFollow = 0x20;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasicStats = 0x7ff;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int StatBytes = 256;
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>errno: no such file or directory.</summary>
    public const int NoEntry = 2;

    /// <summary>errno: a part of the path is not a folder.</summary>
    public const int NotDirectory = 20;

    /// <summary>errno: the last part of the path is a symbolic link (and links are not followed).</summary>
    public static int Loop { get; } = OperatingSystem.IsMacOS() ? 62 : 40;

    /// <summary>errno: somebody else holds the lock.</summary>
    public static int WouldBlock { get; } = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>The user that this process acts as.</summary>
    public static uint User { get; } = OperatingSystem.IsWindows() ? 0 : GetEffectiveUser();

    /// <summary>
    /// Opens a file that exists, without following a link in its last part, without waiting for a pipe's other end,
    /// and closed in child programs. An invalid handle where it failed; errno in <paramref name="error"/>.
    /// </summary>
    public static SafeFileHandle OpenExisting(string path, FileAccess access, bool append, out int error)
    {
        var flags = access switch { FileAccess.Read => 0, FileAccess.Write => 1, _ => 2 }
            | (OperatingSystem.IsMacOS() ? MacFlags(append) : LinuxFlags(append));
        var handle = Open(path, flags);
        error = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        return handle;
    }

    /// <summary>Type, mode and owner of a path, a link not followed; null with errno where that failed.</summary>
    public static NativeStatus? Status(string path, out int error)
    {
        Span<byte> buffer = stackalloc byte[StatBytes];
        var result = OperatingSystem.IsMacOS()
            ? MacStatus(path, ref MemoryMarshal.GetReference(buffer))
            : Statx(AtFdCwd, path, AtSymlinkNoFollow, StatxBasicStats, ref MemoryMarshal.GetReference(buffer));
        error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return result == 0 ? Read(buffer) : null;
    }

    /// <summary>Type, mode and owner of an open file.</summary>
    /// <exception cref="IOException">The system would not say.</exception>
    public static NativeStatus Status(SafeFileHandle handle)
    {
        Span<byte> buffer = stackalloc byte[StatBytes];
        var result = OperatingSystem.IsMacOS()
            ? MacStatus(handle, ref MemoryMarshal.GetReference(buffer))
            : Statx(handle, "", AtEmptyPath, StatxBasicStats, ref MemoryMarshal.GetReference(buffer));
        return result == 0 ? Read(buffer) : throw new IOException($"the system does not say what the file is (error {Marshal.GetLastPInvokeError()})");
    }

    /// <summary>Type, mode and owner of a name in an open folder, a link not followed; null with errno where that failed.</summary>
    public static NativeStatus? Status(SafeFileHandle folder, string name, out int error)
    {
        Span<byte> buffer = stackalloc byte[StatBytes];
        var result = OperatingSystem.IsMacOS()
            ? MacStatus(folder, name, ref MemoryMarshal.GetReference(buffer))
            : Statx(folder, name, AtSymlinkNoFollow, StatxBasicStats, ref MemoryMarshal.GetReference(buffer));
        error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return result == 0 ? Read(buffer) : null;
    }

    /// <summary>Takes the file's lock if it is free; the kernel gives it back when the last handle closes.</summary>
    public static bool TryLock(SafeFileHandle handle, out int error)
    {
        var taken = Flock(handle, LockExclusive | LockNonBlocking) == 0;
        error = taken ? 0 : Marshal.GetLastPInvokeError();
        return taken;
    }

    // O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK (| O_APPEND); Linux numbers O_NOFOLLOW by architecture.
    private static int LinuxFlags(bool append) =>
        (RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le
            ? 0x8000 : 0x20000)
        | 0x80000 | 0x800 | (append ? 0x400 : 0);

    private static int MacFlags(bool append) => 0x100 | 0x1000000 | 0x4 | (append ? 0x8 : 0);

    // struct statx (linux/stat.h) has one layout on every architecture; struct stat of macOS is the 64-bit inode one.
    private static NativeStatus Read(ReadOnlySpan<byte> buffer) => OperatingSystem.IsMacOS()
        ? new NativeStatus(MemoryMarshal.Read<ushort>(buffer[4..]), MemoryMarshal.Read<uint>(buffer[16..]), MemoryMarshal.Read<ulong>(buffer[8..]))
        {
            Links = MemoryMarshal.Read<ushort>(buffer[6..]),
            Length = MemoryMarshal.Read<long>(buffer[96..]),
            Modified = Time(MemoryMarshal.Read<long>(buffer[48..])),
            ModifiedStamp = Nanoseconds(MemoryMarshal.Read<long>(buffer[48..]), MemoryMarshal.Read<long>(buffer[56..])),
        }
        : new NativeStatus(MemoryMarshal.Read<ushort>(buffer[28..]), MemoryMarshal.Read<uint>(buffer[20..]), MemoryMarshal.Read<ulong>(buffer[32..]))
        {
            Links = MemoryMarshal.Read<uint>(buffer[16..]),
            Length = MemoryMarshal.Read<long>(buffer[40..]),
            Modified = Time(MemoryMarshal.Read<long>(buffer[112..])),
            ModifiedStamp = Nanoseconds(MemoryMarshal.Read<long>(buffer[112..]), MemoryMarshal.Read<uint>(buffer[120..])),
        };

    // A file may bear any number; what no calendar knows is as far off as it can be.
    private static DateTimeOffset Time(long seconds) =>
        seconds > MaxSeconds ? DateTimeOffset.MaxValue : seconds < 0 ? DateTimeOffset.UnixEpoch : DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static long Nanoseconds(long seconds, long rest) => unchecked((seconds * 1_000_000_000) + rest);

    private static int MacStatus(string path, ref byte buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LstatInode64(path, ref buffer) : Lstat(path, ref buffer);

    private static int MacStatus(SafeFileHandle handle, ref byte buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? FstatInode64(handle, ref buffer) : Fstat(handle, ref buffer);

    private static int MacStatus(SafeFileHandle folder, string name, ref byte buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? FstatAtInode64(folder, name, ref buffer, MacAtSymlinkNoFollow) : FstatAt(folder, name, ref buffer, MacAtSymlinkNoFollow);

    [LibraryImport("libc", EntryPoint = "fstatat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int FstatAt(SafeFileHandle folder, string path, ref byte buffer, int flags);

    [LibraryImport("libc", EntryPoint = "fstatat$INODE64", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int FstatAtInode64(SafeFileHandle folder, string path, ref byte buffer, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Lstat(string path, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LstatInode64(string path, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int Fstat(SafeFileHandle file, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int FstatInode64(SafeFileHandle file, ref byte buffer);
}
