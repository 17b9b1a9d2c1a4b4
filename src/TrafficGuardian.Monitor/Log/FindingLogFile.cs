using Microsoft.Win32.SafeHandles;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Log;

/// <summary>
/// The newest file of the log as one of its writers sees it. Others append to it and rotate it at any time: a line is one
/// <c>write</c> at the end, renaming happens under a lock, and before each line the file's inode tells whether it is still the newest.
/// Not thread-safe.
/// </summary>
internal sealed class FindingLogFile(FindingLogOptions options) : IDisposable
{
    private readonly string _path = FindingLogFiles.Newest(options.Folder);
    private SafeFileHandle? _file;
    private ulong _inode;
    private bool _isTorn;

    /// <summary>Opens the file before there is a line for it, and ends a line that a crash has torn.</summary>
    /// <returns>The kind of failure, or null.</returns>
    public string? Open() => Guarded(() =>
    {
        OpenNewest();
        if (EndsInsideLine(_file!))
        {
            // Where another writer is just at its line, this makes an empty one, which readers pass over.
            _isTorn = NativeWrite.Append(_file!, "\n"u8, out _) != 1;
        }

        return null;
    });

    /// <summary>Appends one line.</summary>
    /// <returns>The kind of failure, or null where the line is written.</returns>
    public string? Append(ReadOnlySpan<byte> line)
    {
        // A line that was cut short by a full disk is ended first, so that it does not swallow this one.
        var bytes = _isTorn ? [(byte)'\n', .. line] : line.ToArray();
        return Guarded(() => AppendBytes(bytes));
    }

    public void Dispose() => _file?.Dispose();

    private string? AppendBytes(byte[] bytes)
    {
        if (_file is null || NativeFile.Status(_path, out _)?.Inode != _inode)
        {
            OpenNewest();
        }

        if (LengthOf(_file!) is > 0 and var length && length + bytes.Length > options.MaxFileBytes)
        {
            Rotate();
        }

        var written = NativeWrite.Append(_file!, bytes, out var error);
        if (written == bytes.Length)
        {
            _isTorn = false;
            return null;
        }

        _isTorn |= written > 0;
        return written < 0 ? LogFault.Of(error) : LogFault.NoSpace;
    }

    private void OpenNewest()
    {
        Close();
        StateHome.MakeMissing(options.Folder);
        _file = options.Open(_path);
        _inode = NativeFile.Status(_file).Inode;
    }

    /// <summary>
    /// Renames the newest file and removes the oldest. Where another process is at it, this one goes on with the file it has.
    /// </summary>
    private void Rotate()
    {
        using var lockFile = SafeFile.OpenReadWrite(FindingLogFiles.Lock(options.Folder));
        if (!NativeFile.TryLock(lockFile.SafeFileHandle, out _))
        {
            return;
        }

        if (NativeFile.Status(_path, out _)?.Inode == _inode)
        {
            var numbers = FindingLogFiles.Numbers(options.Folder);
            var next = numbers.Count == 0 ? 1 : numbers[^1] + 1;
            File.Move(_path, FindingLogFiles.Rotated(options.Folder, next), overwrite: true);
            numbers.Add(next);
            foreach (var number in numbers.Take(numbers.Count - (options.MaxFiles - 1)))
            {
                SafeFile.Remove(FindingLogFiles.Rotated(options.Folder, number));
            }
        }

        OpenNewest();
    }

    /// <summary>Whether the last byte is no line feed. Devices and pipes have no length and no lines to mend.</summary>
    private static bool EndsInsideLine(SafeFileHandle file)
    {
        var length = LengthOf(file);
        Span<byte> last = stackalloc byte[1];
        return length > 0 && RandomAccess.Read(file, last, length - 1) == 1 && last[0] != '\n';
    }

    private static long LengthOf(SafeFileHandle file) => NativeFile.Status(file).IsFile ? RandomAccess.GetLength(file) : 0;

    private string? Guarded(Func<string?> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StateException)
        {
            // The disk's trouble stays here; the next line begins with a fresh file.
            Close();
            return LogFault.Of(exception);
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
