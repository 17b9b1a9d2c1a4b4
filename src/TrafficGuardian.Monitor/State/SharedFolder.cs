using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace TrafficGuardian.Monitor.State;

/// <summary>
/// An open folder that others may write to as well, or read. Every name is looked up in the folder that was opened, no link is followed,
/// nothing is waited for, and errors are numbers, since in such a folder they are everyday.
/// </summary>
internal sealed class SharedFolder : IDisposable
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const string TemporaryPrefix = ".clawsec-";
    private const string TemporarySuffix = ".tmp";

    private readonly SafeFileHandle _handle;

    private SharedFolder(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens a folder by its path; links on the way are followed, so the path must be one that nobody else can change.</summary>
    public static SharedFolder? Open(string path, out int error) => Of(NativeFolder.Open(path, out error), error);

    /// <summary>Whether a name is that of a file that <see cref="Replace"/> had not finished.</summary>
    public static bool IsTemporary(string name) =>
        name.StartsWith(TemporaryPrefix, StringComparison.Ordinal) && name.EndsWith(TemporarySuffix, StringComparison.Ordinal);

    /// <summary>Opens a folder in this one.</summary>
    public SharedFolder? OpenFolder(string name, out int error) => Of(NativeFolder.OpenFolder(_handle, name, out error), error);

    /// <summary>Opens a folder in this one, and makes it, readable by everybody, where it is missing.</summary>
    public SharedFolder? OpenOrMakeFolder(string name, out int error)
    {
        var there = OpenFolder(name, out error);
        if (error != NativeFile.NoEntry)
        {
            return there;
        }

        error = NativeFolder.MakeFolder(_handle, name, (int)FolderMode);
        if (error is not (0 or NativeFolder.Exists))
        {
            return null;
        }

        var isNew = error == 0;
        var made = OpenFolder(name, out error);
        if (isNew)
        {
            made?.OpenToReaders();
        }

        return made;
    }

    /// <summary>Lets everybody read the folder where it is ours; the process's mask may have been against it.</summary>
    public void OpenToReaders()
    {
        try
        {
            if (Status() is { } status && status.Owner == NativeFile.User && status.Permissions != (int)FolderMode)
            {
                SetMode(_handle, FolderMode);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Who can't read it then is told so by their own system.
        }
    }

    /// <summary>Opens a file for reading; what is no regular file is opened all the same, and to be judged by its <see cref="NativeStatus"/>.</summary>
    public SafeFileHandle? OpenFile(string name, out int error)
    {
        var handle = NativeFolder.OpenFile(_handle, name, out error);
        if (error == 0)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Takes the folder's lock, which whoever holds it gives back with the folder's closing.</summary>
    /// <returns>False where another process holds it; true also on a file system without locks.</returns>
    public bool TryLock() => NativeFile.TryLock(_handle, out var error) || error != NativeFile.WouldBlock;

    /// <summary>What the folder is.</summary>
    public NativeStatus Status() => NativeFile.Status(_handle);

    /// <summary>What a name stands for; null where it stands for nothing, or can't be looked at.</summary>
    public NativeStatus? Status(string name) => NativeFile.Status(_handle, name, out _);

    /// <summary>See <see cref="NativeNames.Read"/>. Once for each time that the folder was opened.</summary>
    public List<string> Names(int most, Func<string, bool> wanted, int mostWanted) => NativeNames.Read(_handle, most, wanted, mostWanted);

    /// <summary>Removes a file, a link or an empty folder.</summary>
    /// <returns>0, or errno.</returns>
    public int Remove(string name)
    {
        var error = NativeFolder.Remove(_handle, name);

        // Linux says that it is a folder, macOS that it is not permitted.
        return error is NativeFolder.IsFolder or 1 && Status(name) is { IsFolder: true } ? NativeFolder.RemoveFolder(_handle, name) : error;
    }

    /// <summary>Puts a file, readable by everybody, in the place of whatever file or link has the name: whole, or not at all.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">Its content.</param>
    /// <param name="time">When it is to have been changed; its age is counted from it.</param>
    /// <returns>0, or errno.</returns>
    public int Replace(string name, ReadOnlySpan<byte> content, DateTimeOffset time)
    {
        var temporary = $"{TemporaryPrefix}{RandomNumberGenerator.GetHexString(16, lowercase: true)}{TemporarySuffix}";
        using var file = NativeFolder.CreateFile(_handle, temporary, out var error);
        if (error != 0)
        {
            return error;
        }

        error = Fill(file, content, time);
        error = error != 0 ? error : NativeFolder.Rename(_handle, temporary, name);
        if (error != 0)
        {
            _ = NativeFolder.Remove(_handle, temporary);
        }

        return error;
    }

    public void Dispose() => _handle.Dispose();

    private static SharedFolder? Of(SafeFileHandle handle, int error)
    {
        if (error == 0)
        {
            return new SharedFolder(handle);
        }

        handle.Dispose();
        return null;
    }

    private static int Fill(SafeFileHandle file, ReadOnlySpan<byte> content, DateTimeOffset time)
    {
        try
        {
            RandomAccess.Write(file, content, 0);
            File.SetLastWriteTimeUtc(file, time.UtcDateTime);
            SetMode(file, FileMode);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The class library puts errno into the lower half of HResult on Unix.
            return e is UnauthorizedAccessException ? 13 : Math.Max(1, e.HResult & 0xFFFF);
        }
    }

    private static void SetMode(SafeFileHandle handle, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, mode);
        }
    }
}
