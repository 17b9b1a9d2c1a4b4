namespace TrafficGuardian.Monitor.State;

/// <summary>Files that the operator or a platform keeps: read, never written, links followed.</summary>
public static class ForeignFile
{
    /// <summary>The fault of a file that is not there.</summary>
    internal const string Missing = "does not exist";

    /// <summary>Reads a whole file that others may have made; a pipe or device in its place is never waited for.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="limit">Most bytes that are read.</param>
    /// <param name="fault">Why nothing was read, without the path: <c>does not exist</c>, <c>is not a regular file</c> …; null where it was.</param>
    /// <returns>The bytes, or null.</returns>
    public static byte[]? Read(string path, int limit, out string? fault)
    {
        fault = null;
        try
        {
            using var handle = NativeFile.OpenExisting(FinalTarget(path) ?? path, FileAccess.Read, append: false, out var error);
            fault = error is NativeFile.NoEntry or NativeFile.NotDirectory ? Missing
                : error != 0 ? $"can't be opened (error {error})"
                : !NativeFile.Status(handle).IsFile ? "is not a regular file"
                : null;
            if (fault is not null)
            {
                return null;
            }

            using var stream = new FileStream(handle, FileAccess.Read, 1);
            var content = BoundedRead.ToEnd(stream, limit);
            fault = content is null ? $"is longer than {limit} bytes" : null;
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault ??= e is FileNotFoundException or DirectoryNotFoundException ? Missing : "can't be read";
            return null;
        }
    }

    /// <summary>Where a chain of links ends; the path itself where it is no link; null where the chain ends nowhere.</summary>
    internal static string? FinalTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
