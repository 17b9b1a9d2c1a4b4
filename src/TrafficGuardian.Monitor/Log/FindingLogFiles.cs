using System.Globalization;

namespace TrafficGuardian.Monitor.Log;

/// <summary>The names in the finding log's folder.</summary>
internal static class FindingLogFiles
{
    private const string Prefix = "findings-";
    private const string Suffix = ".jsonl";

    public static string Newest(string folder) => Path.Join(folder, "findings.jsonl");

    /// <summary>Held while files are renamed.</summary>
    public static string Lock(string folder) => Path.Join(folder, "findings.lock");

    public static string Rotated(string folder, long number) => Path.Join(folder, $"{Prefix}{number:D6}{Suffix}");

    /// <summary>Numbers of the rotated files, oldest first; none where there is no folder.</summary>
    public static List<long> Numbers(string folder)
    {
        var numbers = new List<long>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*" + Suffix))
            {
                var name = Path.GetFileName(path.AsSpan());
                if (long.TryParse(name[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    numbers.Add(number);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // No folder, no files.
        }

        numbers.Sort();
        return numbers;
    }
}
