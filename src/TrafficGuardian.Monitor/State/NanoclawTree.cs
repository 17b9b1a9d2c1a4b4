using System.Text.Json;

namespace TrafficGuardian.Monitor.State;

/// <summary>
/// Recognises NanoClaw's project tree, which is mounted into the main group's container: what lies in it every agent there can read,
/// a CA's key included.
/// </summary>
internal static class NanoclawTree
{
    private const int LongestPackage = 1024 * 1024;
    private const int MostParts = 256;

    /// <summary>The tree that a path lies in, links followed; null where it lies in none.</summary>
    public static string? Holding(string path)
    {
        for (var folder = Real(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (IsTree(folder))
            {
                return folder;
            }
        }

        return null;
    }

    private static bool IsTree(string folder) =>
        (Directory.Exists(Path.Join(folder, "container/agent-runner"))
            && (File.Exists(Path.Join(folder, "src/container-runner.ts")) || File.Exists(Path.Join(folder, "dist/container-runner.js"))))
        || IsPackage(Path.Join(folder, "package.json"));

    private static bool IsPackage(string path)
    {
        if (!File.Exists(path) || ForeignFile.Read(path, LongestPackage, out _) is not { } content)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String && name.ValueEquals("nanoclaw");
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The path with each link among its parts replaced by what it leads to; parts that are missing stay.</summary>
    private static string Real(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(MostParts))
        {
            real = Path.Join(real, part);
            if (Path.Exists(real) && ForeignFile.FinalTarget(real) is { } target)
            {
                real = target;
            }
        }

        return real;
    }
}
