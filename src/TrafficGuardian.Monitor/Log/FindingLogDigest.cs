using System.Security.Cryptography;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Log;

/// <summary>
/// SHA-256 over the bytes of the finding log, oldest file first, kept up as the log grows: what was read once is not read again
/// as long as all of it is still there as it was. Whoever appends, and however many, makes no difference, since the files
/// themselves are read. Not thread-safe.
/// </summary>
/// <param name="folder">The log's folder, absolute. It need not exist.</param>
internal sealed class FindingLogDigest(string folder) : IDisposable
{
    /// <summary>A log that is rotated faster than it can be read gives the digest of what was read.</summary>
    private const int MostRounds = 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[65_536];

    /// <summary>What the digest is over, oldest first. Files are told by their inode, since rotation renames them.</summary>
    private readonly List<NativeStatus> _read = [];

    /// <summary>The newest file, held open so that no other gets its inode.</summary>
    private FileStream? _newest;

    /// <summary>The log's folder.</summary>
    public string Folder => folder;

    /// <summary>Of nothing.</summary>
    public static string Empty { get; } = Convert.ToHexStringLower(SHA256.HashData([]));

    /// <summary>How many bytes were read so far, those that were read again counted again.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>Reads what is new.</summary>
    /// <returns>The digest of the log as it lies there, lower-case hexadecimal.</returns>
    /// <exception cref="StateException">A file is a link, not ours, or open to others.</exception>
    /// <exception cref="IOException">The log can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the next call goes on from there.</exception>
    public string Update(CancellationToken cancellation = default)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var files = Files();
            if (!HoldsTrue(files))
            {
                Forget();
            }

            if (ReadFrom(files, cancellation) && IsAll(Files()))
            {
                break;
            }
        }

        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public void Dispose()
    {
        _newest?.Dispose();
        _hash.Dispose();
    }

    private List<(string Path, NativeStatus Status)> Files()
    {
        var files = new List<(string, NativeStatus)>();
        foreach (var path in FindingLogFiles.Numbers(folder).Select(number => FindingLogFiles.Rotated(folder, number))
            .Append(FindingLogFiles.Newest(folder)))
        {
            // One that is not there was removed or renamed just now; the look afterwards finds out.
            if (NativeFile.Status(path, out _) is { } status)
            {
                files.Add((path, status));
            }
        }

        return files;
    }

    /// <summary>Whether everything that was read is still there, at the beginning and as it was.</summary>
    private bool HoldsTrue(List<(string Path, NativeStatus Status)> files)
    {
        if (_read.Count > files.Count)
        {
            return false;
        }

        for (var i = 0; i < _read.Count; i++)
        {
            var (read, now) = (_read[i], files[i].Status);
            var isSame = now.Inode == read.Inode && now.Length == read.Length && now.ModifiedStamp == read.ModifiedStamp;
            var hasGrown = i == _read.Count - 1 && now.Inode == read.Inode && now.Length > read.Length;
            if (!isSame && !hasGrown)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsAll(List<(string Path, NativeStatus Status)> files) => files.Count == _read.Count && HoldsTrue(files);

    private void Forget()
    {
        _read.Clear();
        _newest?.Dispose();
        _newest = null;
        _ = _hash.GetHashAndReset();
    }

    /// <returns>Whether every file was the one that had been seen.</returns>
    private bool ReadFrom(List<(string Path, NativeStatus Status)> files, CancellationToken cancellation)
    {
        for (var i = Math.Max(0, _read.Count - 1); i < files.Count; i++)
        {
            if (i == _read.Count && !TryOpen(files[i].Path, files[i].Status.Inode))
            {
                return false;
            }

            ReadRest(i, cancellation);
        }

        return true;
    }

    private bool TryOpen(string path, ulong inode)
    {
        var file = SafeFile.OpenRead(path);
        if (file is null || NativeFile.Status(file.SafeFileHandle).Inode != inode)
        {
            file?.Dispose();
            return false;
        }

        _newest?.Dispose();
        _newest = file;
        _read.Add(NativeFile.Status(file.SafeFileHandle) with { Length = 0, ModifiedStamp = 0 });
        return true;
    }

    private void ReadRest(int index, CancellationToken cancellation)
    {
        var file = _newest!.SafeFileHandle;
        for (int read; (read = RandomAccess.Read(file, _buffer, _read[index].Length)) > 0;)
        {
            _hash.AppendData(_buffer, 0, read);
            BytesRead += read;
            _read[index] = _read[index] with { Length = _read[index].Length + read };
            cancellation.ThrowIfCancellationRequested();
        }

        // Written to in between: it is longer than what was read, and the next look sees that.
        _read[index] = _read[index] with { ModifiedStamp = NativeFile.Status(file).ModifiedStamp };
    }
}
