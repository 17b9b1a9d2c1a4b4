using System.Globalization;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Monitor.Doctor.Paths;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>Finds NanoClaw's project: the one that the command was called in, else <c>~/nanoclaw</c>.</summary>
internal static class NanoclawProjects
{
    private const int LongestFile = 1024 * 1024;

    public static NanoclawProject? Find(string currentDirectory, string userHome) =>
        (NanoclawTree.Holding(currentDirectory) ?? NanoclawTree.Holding(Path.Join(userHome, "nanoclaw"))) is { } tree ? Read(tree) : null;

    private static NanoclawProject Read(string tree)
    {
        var packages = new HashSet<string>(StringComparer.Ordinal);
        int? major = null;
        if (ForeignFile.Read(Path.Join(tree, "package.json"), LongestFile, out _) is { } content)
        {
            try
            {
                using var document = JsonDocument.Parse(content);
                var dependencies = JsonLook.Member(document.RootElement, "dependencies");
                packages.UnionWith(dependencies.ValueKind == JsonValueKind.Object ? dependencies.EnumerateObject().Take(1000).Select(member => member.Name) : []);
                var version = JsonLook.Text(document.RootElement, "version")?.Split('.')[0];
                major = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // What it does not tell is not known.
            }
        }

        return new NanoclawProject(
            major, DotenvText.Read(Text(tree, ".env")), Text(tree, "src/container-runner.ts") is { Length: > 0 } source ? source : Text(tree, "dist/container-runner.js"), packages);
    }

    private static string Text(string tree, string file) =>
        ForeignFile.Read(Path.Join(tree, file), LongestFile, out _) is { } content ? Encoding.UTF8.GetString(content) : "";
}
