using TrafficGuardian.Detection.Redaction;

namespace TrafficGuardian.Detection.Judging;

/// <summary>What has the form of a secret, and is told to everybody by the way it is used.</summary>
internal static class PublishedUse
{
    private const int Near = 400;

    /// <summary>
    /// Whether a match is the path at which a build step mounts a secret, named in the recipe that mounts it, or the client secret of a
    /// comment widget, which stands in every page that shows it.
    /// </summary>
    public static bool Is(in RawMatch match)
    {
        if (match.Rule.Info.Pattern.Name == "sensitive_unix_path")
            return match.Text.IndexOf("/run/secrets/"u8) >= 0 && Around(match).IndexOf("type=secret"u8) >= 0;
        return match.Rule.Info.Pattern.Name == Findings.PatternCatalogue.VendorCredential
            && (Around(match).IndexOf("Gitalk("u8) >= 0 || Around(match).IndexOf("Gitment("u8) >= 0);
    }

    private static ReadOnlySpan<byte> Around(in RawMatch match) =>
        match.Surroundings[Math.Max(0, match.Start - Near)..Math.Min(match.Surroundings.Length, match.Start + match.Length + Near)];
}
