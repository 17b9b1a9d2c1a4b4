using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Posture;

/// <summary>The fragment's files: <c>posture.json</c>, the one that the environment names beside it, and <c>posture-stable.json</c>.</summary>
internal sealed class PostureOutputs(PlatformContext context)
{
    /// <summary>Longest that a log is read for a monitor that has ended; a longer one keeps the digest that was known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StateHome _home = new(context);
    private readonly string? _named = PostureOutput.Named(context);

    /// <summary>Whether there is anything to keep true.</summary>
    public bool Exist => File.Exists(_home.PostureFile);

    /// <summary>What <c>posture.json</c> says now.</summary>
    public PostureFragment? Current => PostureFile.Read(_home.PostureFile);

    /// <summary>The fragment with the time at which <c>posture.json</c> began to say the same, where it does.</summary>
    public PostureFragment WithKnownTime(PostureFragment fragment) =>
        Current is { } known && known.SaysTheSame(fragment) ? known : fragment;

    /// <summary>Writes those that say something else.</summary>
    /// <exception cref="StateException">One can't be written; those before it in the order above are.</exception>
    public void Write(PostureFragment fragment)
    {
        PostureFile.Write(_home.PostureFile, fragment);
        PostureFile.Write(_home.StablePostureFile, fragment.Stable(), exactTime: true);
        if (_named is null || _named == _home.PostureFile)
        {
            return;
        }

        if (PostureOutput.Fault(context, _named) is { } fault)
        {
            throw new StateException(fault);
        }

        PostureFile.Write(_named, fragment);
    }

    /// <summary>
    /// Writes what is true once a monitor has ended or its remains were removed. Where the configuration or the log can't be
    /// read any more, what was known of them stays.
    /// </summary>
    /// <param name="time">The clock.</param>
    /// <param name="log">What the caller has read of the log, or null.</param>
    /// <returns>Why it is not all true, or null.</returns>
    public string? WriteEnded(TimeProvider time, FindingLogDigest? log = null)
    {
        try
        {
            var subject = PostureSubject.Find(_home);
            if (subject.Presence == MonitorPresence.Running)
            {
                // It keeps the files itself, from its next look on.
                return null;
            }

            if ((Read(subject, time, log) ?? Known(subject, time)) is { } fragment)
            {
                Write(fragment);
            }

            return null;
        }
        catch (Exception e) when (e is StateException or IOException or UnauthorizedAccessException)
        {
            return LogFault.Of(e);
        }
    }

    private PostureFragment? Read(PostureSubject subject, TimeProvider time, FindingLogDigest? log)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            return FoundPosture.Read(context, subject, time, out _, log, limit.Token);
        }
        catch (Exception e) when (e is StateException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return null;
        }
    }

    private PostureFragment? Known(PostureSubject subject, TimeProvider time) => Current is { } known
        ? known with { MonitorStatus = FoundPosture.StatusOf(subject.Presence), GeneratedAt = time.GetUtcNow() }
        : null;
}
