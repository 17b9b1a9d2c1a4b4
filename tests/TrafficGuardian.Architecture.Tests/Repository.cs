using System.Diagnostics;

namespace TrafficGuardian.Architecture.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string ReadAllText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files that belong to the project: tracked ones, and new ones that are not ignored.</summary>
    public static IReadOnlyList<string> Files(string pattern)
    {
        var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", pattern])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        });
        if (git is null)
        {
            return [];
        }

        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(Path.Combine(Root, path)))];
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
