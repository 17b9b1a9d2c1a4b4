namespace TrafficGuardian.Monitor.Tests.State;

/// <summary>A private folder that is gone at the end of a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = Directory.CreateTempSubdirectory("tg-").FullName;

    /// <summary>Writes a file, with the mode that our own files have where none is given.</summary>
    public string Write(string name, string content, UnixFileMode mode = FileMode)
    {
        var path = System.IO.Path.Join(Path, name);
        Make(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    /// <summary>Makes a folder and those above it, each with the mode that our own folders have.</summary>
    public static string Make(string path)
    {
        if (!Directory.Exists(path))
        {
            Make(System.IO.Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path, FolderMode);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
