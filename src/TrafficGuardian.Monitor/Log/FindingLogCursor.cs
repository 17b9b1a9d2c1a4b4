using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Log;

/// <summary>A place in the finding log that moves from the oldest line to the newest, over files that are rotated meanwhile.</summary>
internal sealed class FindingLogCursor(string folder) : IDisposable
{
    private readonly LineReader _lines = new();
    private FileStream? _file;
    private ulong _inode;

    /// <summary>Rotated files up to this number have been read, or were gone.</summary>
    private long _done;

    /// <summary>The number of the file at hand; null where it is the newest.</summary>
    private long? _number;

    /// <summary>Bytes of the first file that are passed over.</summary>
    private long _skip;

    /// <summary>A cursor that begins about so many bytes before the end of the log, at the beginning of a line.</summary>
    public static FindingLogCursor NearEnd(string folder, long bytes)
    {
        var cursor = new FindingLogCursor(folder);
        var numbers = FindingLogFiles.Numbers(folder);
        var path = FindingLogFiles.Newest(folder);
        for (var next = numbers.Count - 1; ; next--)
        {
            var length = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
            if (length >= bytes || next < 0)
            {
                cursor._skip = Math.Max(0, length - bytes);
                cursor._done = next < 0 ? 0 : numbers[next];
                return cursor;
            }

            bytes -= length;
            path = FindingLogFiles.Rotated(folder, numbers[next]);
        }
    }

    /// <summary>The next finding; null where there is none just now.</summary>
    /// <exception cref="StateException">A file is a link, not ours, or open to others.</exception>
    public Finding? Next()
    {
        while (_file is not null || Open())
        {
            while (_lines.TryRead(_file!, out var line))
            {
                if (Parse(line) is { } finding)
                {
                    return finding;
                }
            }

            if (_number is null && !WasRotated())
            {
                return null;
            }

            // What was appended between the last read and the rotation is still there to be read.
            if (!_lines.IsAtEnd(_file!))
            {
                continue;
            }

            _done = _number ?? NumberOf(_inode) ?? _done;
            Close();
        }

        return null;
    }

    public void Dispose() => Close();

    /// <summary>
    /// A line that was torn has no end, and the next one stands right behind it: then the part from the last beginning counts.
    /// </summary>
    private static Finding? Parse(ReadOnlySpan<byte> line)
    {
        if (FindingJson.TryRead(line, out var finding))
        {
            return finding;
        }

        var start = line.LastIndexOf("{\"schema_version\""u8);
        return start > 0 && FindingJson.TryRead(line[start..], out finding) ? finding : null;
    }

    private bool Open()
    {
        foreach (var number in Remaining())
        {
            if (Open(FindingLogFiles.Rotated(folder, number), number))
            {
                return true;
            }

            _done = number;
        }

        if (!Open(FindingLogFiles.Newest(folder), number: null))
        {
            return false;
        }

        // Rotated just before it was opened: what it is the successor of comes first.
        if (Remaining().Any())
        {
            Close();
            return Open();
        }

        return true;
    }

    private bool Open(string path, long? number)
    {
        _file = SafeFile.OpenRead(path);
        if (_file is null)
        {
            return false;
        }

        _inode = NativeFile.Status(_file.SafeFileHandle).Inode;
        _number = number;
        _lines.Begin();
        SkipFirst();
        return true;
    }

    /// <summary>Goes into the first file; a part of a line that it lands in is no finding, and passed over as one that is torn.</summary>
    private void SkipFirst()
    {
        if (_skip > 0 && _skip <= _file!.Length)
        {
            _file.Position = _skip;
        }

        _skip = 0;
    }

    private bool WasRotated() => NativeFile.Status(FindingLogFiles.Newest(folder), out _)?.Inode != _inode;

    private long? NumberOf(ulong inode)
    {
        foreach (var number in Remaining())
        {
            if (NativeFile.Status(FindingLogFiles.Rotated(folder, number), out _)?.Inode == inode)
            {
                return number;
            }
        }

        return null;
    }

    private IEnumerable<long> Remaining() => FindingLogFiles.Numbers(folder).Where(number => number > _done);

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
