namespace TrafficGuardian.Architecture.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] LeftBehind = [".git", "artifacts", "BenchmarkDotNet.Artifacts", "TestResults"];

    public static string Root { get; } = FindRoot();

    public static string ReadAllText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files of the project with this ending below a folder, relative to the root; what builds and tools leave behind is none.</summary>
    public static IReadOnlyList<string> Files(string folder, string ending)
    {
        var found = Directory.EnumerateFiles(Path.Combine(Root, folder), "*" + ending, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));
        return [.. found.Where(path => !LeftBehind.Contains(path.Split('/')[0])).Order(StringComparer.Ordinal)];
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "TrafficGuardian.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The checkout's root was not found above the built tests.");
    }
}
