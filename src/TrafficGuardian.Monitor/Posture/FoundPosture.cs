using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Posture;

/// <summary>The posture as somebody finds it who is not the monitor.</summary>
internal static class FoundPosture
{
    /// <summary>Makes the fragment from what lies in the home.</summary>
    /// <param name="context">Platform, home and environment.</param>
    /// <param name="subject">Whom it is about.</param>
    /// <param name="time">The clock.</param>
    /// <param name="problems">What is wrong with the configuration; empty where the answer is not null.</param>
    /// <param name="known">What was read of the log already, so that it need not be read again; or null.</param>
    /// <param name="cancellation">Stops the reading of a long log.</param>
    /// <exception cref="StateException">A file of the log can't be used as it lies there.</exception>
    /// <exception cref="IOException">The log can't be read.</exception>
    public static PostureFragment? Read(
        PlatformContext context, PostureSubject subject, TimeProvider time, out IReadOnlyList<ConfigProblem> problems,
        FindingLogDigest? known = null, CancellationToken cancellation = default)
    {
        var loaded = ConfigLoader.Load(context, ConfigOverrides.None, time: time);
        problems = loaded.Problems;
        if (loaded.Config is not { } config)
        {
            return null;
        }

        var folder = new StateHome(context).FindingsFolder(config.Log.Directory);
        using var read = known?.Folder == folder ? null : new FindingLogDigest(folder);
        var digest = (read ?? known!).Update(cancellation);
        var about = subject.Record is { } record
            ? (record.ConfigSha256, record.HttpsInspection, Fingerprint: record.CaFingerprintSha256)
            : (ConfigSha256: loaded.Digest!, HttpsInspection: config.HttpsInspection.Enabled, Fingerprint: FingerprintOf(config, context));
        return new PostureFragment
        {
            Platform = context.Kind.Name(),
            MonitorStatus = StatusOf(subject.Presence),
            HttpsInspection = about.HttpsInspection,
            CaFingerprintSha256 = about.Fingerprint,
            ConfigSha256 = about.ConfigSha256,
            FindingLogSha256 = digest,
            GeneratedAt = time.GetUtcNow(),
        };
    }

    public static string StatusOf(MonitorPresence presence) => presence switch
    {
        MonitorPresence.Running => PostureFragment.Running,
        MonitorPresence.Stale => PostureFragment.Stale,
        _ => PostureFragment.Stopped,
    };

    private static string? FingerprintOf(MonitorConfig config, PlatformContext context) => config.HttpsInspection.Enabled
        ? AuthorityCertificate.Read(config.HttpsInspection.AuthorityIn(context).Certificate, out _)?.Fingerprint
        : null;
}
