using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>The CA files that an environment names already, whichever variable names them.</summary>
internal static class TrustSources
{
    private const int LongestBundle = 128 * 1024 * 1024;

    /// <summary>
    /// The files, absolute, each once. Ours are none: the CA's certificate is in every bundle anyway, and a bundle of ours
    /// stands for the files that it was made of, so that a run within a run neither loses nor piles up anything.
    /// </summary>
    public static IReadOnlyList<string> Of(PlatformContext context, string authority, List<string> warnings)
    {
        var sources = new List<string>();
        foreach (var variable in TrustVariables.Naming)
        {
            if (TrustVariables.FileNamedBy(variable, context) is not { } file || file == authority)
            {
                continue;
            }

            if (IsOurs(file, context.Home))
            {
                sources.AddRange(SourcesOf(file, warnings));
            }
            else
            {
                sources.Add(file);
            }
        }

        return [.. sources.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The sources that one of our bundles was made of; none where it is gone.</summary>
    public static IReadOnlyList<string> SourcesOf(string bundle, List<string> warnings)
    {
        if (SafeFile.Read(bundle, LongestBundle) is { } text && TrustBundle.SourcesOf(text) is { } sources)
        {
            return sources;
        }

        warnings.Add($"{bundle}: is named by the environment and is not there any more, or was changed: what it held besides the system's roots is lost");
        return [];
    }

    private static bool IsOurs(string file, string home) => PathText.IsWithin(file, home)
        && Path.GetFileName(file).StartsWith("bundle", StringComparison.Ordinal) && file.EndsWith(".pem", StringComparison.Ordinal);
}
