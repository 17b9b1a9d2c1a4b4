namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>A file that nobody may read or write; its times tell whether somebody has.</summary>
internal sealed class Canary
{
    // Older than its content, so that a file system that notes the first reading alone notes it.
    private static readonly DateTime Accessed = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Written = new(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string _path;
    private readonly string _text;

    private Canary(string path, string text) => (_path, _text) = (path, text);

    public static Canary Plant(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, Written);
        File.SetLastAccessTimeUtc(path, Accessed);
        return new Canary(path, text);
    }

    public void AssertUntouched()
    {
        Assert.Equal(Accessed, File.GetLastAccessTimeUtc(_path));
        Assert.Equal(Written, File.GetLastWriteTimeUtc(_path));
        Assert.Equal(_text, File.ReadAllText(_path));
        File.SetLastAccessTimeUtc(_path, Accessed);
    }
}
