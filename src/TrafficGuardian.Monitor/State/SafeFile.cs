using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace TrafficGuardian.Monitor.State;

/// <summary>
/// File operations for everything in the home: files are 0600, links are never followed, and a file that is not
/// ours alone is refused before a byte is read or written.
/// </summary>
public static class SafeFile
{
    private const UnixFileMode OwnerMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens for reading.</summary>
    /// <returns>The stream, or null where the file does not exist.</returns>
    /// <exception cref="StateException">The file is a link, not ours, too widely readable, or can't be opened.</exception>
    public static FileStream? OpenRead(string path) =>
        TryOpen(path, FileAccess.Read, append: false) is { } handle ? new FileStream(handle, FileAccess.Read, 1) : null;

    /// <summary>Opens at the end, making the file where it does not exist; every write goes to the end then. Unbuffered.</summary>
    /// <exception cref="StateException">As for <see cref="OpenRead"/>.</exception>
    public static FileStream OpenAppend(string path) =>
        new(OpenOrCreate(path, FileAccess.ReadWrite, append: true), FileAccess.ReadWrite, 1);

    /// <summary>Opens for reading and writing, making the file where it does not exist. Unbuffered.</summary>
    /// <exception cref="StateException">As for <see cref="OpenRead"/>.</exception>
    public static FileStream OpenReadWrite(string path) =>
        new(OpenOrCreate(path, FileAccess.ReadWrite, append: false), FileAccess.ReadWrite, 1);

    /// <summary>Reads a whole file.</summary>
    /// <returns>The bytes, or null where the file does not exist.</returns>
    /// <exception cref="StateException">The file is longer than <paramref name="limit"/>, or as for <see cref="OpenRead"/>.</exception>
    public static byte[]? Read(string path, int limit)
    {
        using var stream = OpenRead(path);
        return stream is null ? null : BoundedRead.ToEnd(stream, limit)
            ?? throw new StateException($"{path}: is longer than {limit} bytes, which nothing here writes; move it away");
    }

    /// <summary>
    /// Replaces a file whole: a reader sees the old content or the new, never a part, and after a crash one of them is there.
    /// </summary>
    /// <exception cref="StateException">The file or its folder can't be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => ReplaceAll((path, content.ToArray()));

    /// <summary>
    /// Replaces several files: all are written before the first is put in its place, then each in the order given,
    /// so that what can fail for want of space or rights fails while everything is as it was.
    /// </summary>
    /// <exception cref="StateException">One of the files or its folder can't be written.</exception>
    public static void ReplaceAll(params IReadOnlyList<(string Path, byte[] Content)> files)
    {
        var temporaries = files.Select(file => TemporaryFor(file.Path)).ToList();
        var at = 0;
        try
        {
            for (at = 0; at < files.Count; at++)
            {
                using var stream = CreateNew(temporaries[at]);
                stream.Write(files[at].Content);
                stream.Flush(flushToDisk: true);
            }

            for (at = 0; at < files.Count; at++)
            {
                File.Move(temporaries[at], files[at].Path, overwrite: true);
                FlushFolder(Path.GetDirectoryName(files[at].Path)!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            temporaries.ForEach(Remove);
            throw Failed(files[at].Path, "written", e);
        }
    }

    /// <summary>Removes what a crash left of replacing a file: it may hold what the file would.</summary>
    /// <exception cref="StateException">Something can't be removed.</exception>
    public static void RemoveTemporaries(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var leftovers = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $".{Path.GetFileName(path)}.*.tmp").ToList() : [];
        leftovers.ForEach(Remove);
    }

    /// <summary>Removes a file, link or socket; one that is not there is no error.</summary>
    /// <exception cref="StateException">It is there and can't be removed.</exception>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // A folder that is not there holds no file.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, "removed", e);
        }
    }

    private static string TemporaryFor(string path) => Path.Join(
        Path.GetDirectoryName(path), $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp");

    private static SafeFileHandle OpenOrCreate(string path, FileAccess access, bool append)
    {
        while (true)
        {
            if (TryOpen(path, access, append) is { } handle)
            {
                return handle;
            }

            try
            {
                CreateNew(path).Dispose();
            }
            catch (IOException) when (NativeFile.Status(path, out _) is not null)
            {
                // Somebody made it in between: it is opened, and judged, in the next round.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Failed(path, "made", e);
            }
        }
    }

    // CreateNew (O_EXCL) never follows a link.
    private static FileStream CreateNew(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerMode;
        }

        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // The umask may have taken what the owner needs.
            File.SetUnixFileMode(file.SafeFileHandle, OwnerMode);
        }

        return file;
    }

    private static SafeFileHandle? TryOpen(string path, FileAccess access, bool append)
    {
        var handle = NativeFile.OpenExisting(path, access, append, out var error);
        if (error == 0)
        {
            if (StateGuard.FileFault(path, NativeFile.Status(handle)) is not { } fault)
            {
                return handle;
            }

            handle.Dispose();
            throw new StateException(fault);
        }

        handle.Dispose();
        return error == NativeFile.NoEntry
            ? null
            : throw new StateException(StateGuard.FileFault(path)
                ?? $"{path}: can't be opened (error {error}); check the rights of the folders above it");
    }

    private static void FlushFolder(string folder)
    {
        using var handle = NativeFile.OpenExisting(folder, FileAccess.Read, append: false, out var error);
        if (error == 0)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    private static StateException Failed(string path, string verb, Exception e) => new(
        $"{path}: can't be {verb} ({(e is UnauthorizedAccessException ? "access denied" : $"error {e.HResult & 0xffff}")}); "
            + "check the folder's rights and the free space", e);
}
