namespace TrafficGuardian.Monitor.State;

/// <summary>Files in folders that an adversary may write to: links are not followed, nothing is waited for, little is read.</summary>
public static class UntrustedFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file, absolute. Folders above it are followed wherever they lead.</param>
    /// <param name="limit">Most bytes that are read.</param>
    /// <param name="fault">Why nothing was read, without the path; null where it was, or where there is no file.</param>
    /// <returns>The bytes, or null.</returns>
    public static byte[]? Read(string path, int limit, out string? fault)
    {
        fault = null;
        using var handle = NativeFile.OpenExisting(path, FileAccess.Read, append: false, out var error);
        if (error != 0)
        {
            fault = error is NativeFile.NoEntry or NativeFile.NotDirectory ? null : error == NativeFile.Loop ? "is a link" : $"can't be opened (error {error})";
            return null;
        }

        try
        {
            if (!NativeFile.Status(handle).IsFile)
            {
                fault = "is not a regular file";
                return null;
            }

            using var stream = new FileStream(handle, FileAccess.Read, 1);
            var content = BoundedRead.ToEnd(stream, limit);
            fault = content is null ? $"is longer than {limit} bytes" : null;
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = "can't be read";
            return null;
        }
    }
}
