using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrafficGuardian.Monitor.State;

/// <summary>
/// System calls relative to an open folder, for folders in which others may exchange anything at any time: what was opened stays what
/// it was, whatever its path leads to by now. Linux and macOS.
/// </summary>
internal static partial class NativeFolder
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;

    private static readonly bool IsMac = OperatingSystem.IsMacOS();

    // Linux numbers two of its flags by architecture (asm/fcntl.h).
    private static readonly bool IsArmOrPower = RuntimeInformation.ProcessArchitecture
        is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    private static readonly int NoFollow = IsMac ? 0x100 : IsArmOrPower ? 0x8000 : 0x20000;
    private static readonly int Folder = IsMac ? 0x100000 : IsArmOrPower ? 0x4000 : 0x10000;
    private static readonly int CloseInChildren = IsMac ? 0x1000000 : 0x80000;
    private static readonly int NonBlocking = IsMac ? 0x4 : 0x800;
    private static readonly int CreateExclusively = IsMac ? 0xA00 : 0xC0;
    private static readonly int RemoveFolderFlag = IsMac ? 0x80 : 0x200;

    /// <summary>errno: the thing is a folder.</summary>
    public const int IsFolder = 21;

    /// <summary>errno: a folder that should be empty is not.</summary>
    public static int NotEmpty { get; } = IsMac ? 66 : 39;

    /// <summary>errno: a name is taken.</summary>
    public const int Exists = 17;

    /// <summary>Opens a folder by its path, whose links are the operator's own.</summary>
    public static SafeFileHandle Open(string path, out int error) => Checked(OpenPath(path, ReadOnly | Folder | CloseInChildren), out error);

    /// <summary>Opens a folder in a folder; no link is followed.</summary>
    public static SafeFileHandle OpenFolder(SafeFileHandle folder, string name, out int error) =>
        Checked(OpenAt(folder, name, ReadOnly | Folder | NoFollow | CloseInChildren), out error);

    /// <summary>Opens a file in a folder for reading; no link is followed, and nobody is waited for.</summary>
    public static SafeFileHandle OpenFile(SafeFileHandle folder, string name, out int error) =>
        Checked(OpenAt(folder, name, ReadOnly | NonBlocking | NoFollow | CloseInChildren), out error);

    /// <summary>
    /// Makes a file for writing where the name is free. Its mode is to be set by the caller: on macOS the last argument of this call does
    /// not arrive on every processor, for it is one of a variable number.
    /// </summary>
    public static SafeFileHandle CreateFile(SafeFileHandle folder, string name, out int error) =>
        Checked(OpenAt(folder, name, WriteOnly | CreateExclusively | NoFollow | CloseInChildren, 0x180), out error);

    /// <returns>0, or errno.</returns>
    public static int MakeFolder(SafeFileHandle folder, string name, int mode) => Result(MakeDirectoryAt(folder, name, (uint)mode));

    /// <summary>Removes a name that is not a folder's; a link, not what it leads to.</summary>
    /// <returns>0, or errno.</returns>
    public static int Remove(SafeFileHandle folder, string name) => Result(UnlinkAt(folder, name, 0));

    /// <summary>Removes an empty folder.</summary>
    /// <returns>0, or errno.</returns>
    public static int RemoveFolder(SafeFileHandle folder, string name) => Result(UnlinkAt(folder, name, RemoveFolderFlag));

    /// <summary>Renames within a folder; a file or link that has the new name goes.</summary>
    /// <returns>0, or errno.</returns>
    public static int Rename(SafeFileHandle folder, string from, string to) => Result(RenameAt(folder, from, folder, to));

    private static SafeFileHandle Checked(SafeFileHandle handle, out int error)
    {
        error = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        return handle;
    }

    private static int Result(int result) => result == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle folder, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeDirectoryAt(SafeFileHandle folder, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int UnlinkAt(SafeFileHandle folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameAt(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to);
}
