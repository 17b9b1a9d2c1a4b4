using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>Tells the release of the Node that a search path leads to, without running it: by its headers, or by the folder's name.</summary>
internal static partial class NodeInstallation
{
    private const int LongestHeader = 64 * 1024;

    /// <summary>The release; null where there is no Node, or where it can't be told.</summary>
    public static Version? Find(string? searchPath)
    {
        foreach (var folder in (searchPath ?? "").Split(':').Where(folder => folder.StartsWith('/')).Take(100))
        {
            var program = Path.Join(folder, "node");
            if (File.Exists(program) && ForeignFile.FinalTarget(program) is { } target)
            {
                return OfHeader(Path.Join(Path.GetDirectoryName(Path.GetDirectoryName(target)), "include/node/node_version.h")) ?? OfPath(target);
            }
        }

        return null;
    }

    private static Version? OfHeader(string path)
    {
        if (ForeignFile.Read(path, LongestHeader, out _) is not { } content)
        {
            return null;
        }

        var numbers = Definition().Matches(Encoding.UTF8.GetString(content)).ToLookup(match => match.Groups["part"].Value, match => match.Groups["number"].Value);
        return numbers["MAJOR"].FirstOrDefault() is { } major && numbers["MINOR"].FirstOrDefault() is { } minor
            ? new Version(Number(major), Number(minor), Number(numbers["PATCH"].FirstOrDefault() ?? "0")) : null;
    }

    // ~/.nvm/versions/node/v22.3.0/bin/node, and what other managers of releases make of it.
    private static Version? OfPath(string path) => InFolder().Match(path) is { Success: true } match
        ? new Version(Number(match.Groups["major"].Value), Number(match.Groups["minor"].Value), Number(match.Groups["patch"].Value)) : null;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"#define\s+NODE_(?<part>MAJOR|MINOR|PATCH)_VERSION\s+(?<number>\d{1,4})\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Definition();

    [GeneratedRegex(@"/v?(?<major>\d{1,3})\.(?<minor>\d{1,4})\.(?<patch>\d{1,4})/", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex InFolder();
}
