using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Posture;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>A home's posture, asked for from another process.</summary>
public static class MonitorPosture
{
    /// <summary>The fragment: from the monitor that runs, else from what lies in the home.</summary>
    /// <param name="context">Platform, home and environment.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The fragment, with the time at which <c>posture.json</c> began to say the same; or null and what is wrong with the configuration.</returns>
    /// <exception cref="StateException">The state can't be looked at, or the log not be read, as it lies there.</exception>
    public static async Task<(PostureFragment? Fragment, IReadOnlyList<ConfigProblem> Problems)> AskAsync(PlatformContext context, TimeProvider time)
    {
        var subject = PostureSubject.Find(new StateHome(context));
        var fragment = subject is { Presence: MonitorPresence.Running, Record: { } record } ? await AskAsync(record, time) : null;
        IReadOnlyList<ConfigProblem> problems = [];
        try
        {
            fragment ??= FoundPosture.Read(context, subject, time, out problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException("the finding log can't be read; check the rights of its folder", e);
        }

        return (fragment is null ? null : new PostureOutputs(context).WithKnownTime(fragment), problems);
    }

    /// <summary>The files that are written where none is named, and whether each is for a baseline.</summary>
    /// <param name="context">Platform, home and environment.</param>
    /// <param name="stable">Whether the fragment for a baseline alone is meant.</param>
    public static IReadOnlyList<(string Path, bool Stable)> Files(PlatformContext context, bool stable)
    {
        var home = new StateHome(context);
        return stable ? [(home.StablePostureFile, true)]
            : PostureOutput.Named(context) is { } named && named != home.PostureFile
                ? [(home.PostureFile, false), (home.StablePostureFile, true), (named, false)]
                : [(home.PostureFile, false), (home.StablePostureFile, true)];
    }

    /// <summary>A file that the operator names, absolute.</summary>
    public static string Named(PlatformContext context, string path) => PostureOutput.Absolute(context, path);

    /// <summary>What keeps a fragment from being written there, cause and remedy; null where nothing does.</summary>
    public static string? FaultOf(PlatformContext context, string path) => PostureOutput.Fault(context, path);

    /// <summary>Writes a fragment.</summary>
    /// <param name="context">Platform, home and environment.</param>
    /// <param name="path">One of <see cref="Files"/>, or a file without <see cref="FaultOf">fault</see>.</param>
    /// <param name="fragment">What it is to say.</param>
    /// <param name="exactTime">Whether another time alone is reason enough to write it again.</param>
    /// <returns>Whether it was written; false where it said the same already.</returns>
    /// <exception cref="StateException">It can't be written, or the home is not ours alone.</exception>
    public static bool Write(PlatformContext context, string path, PostureFragment fragment, bool exactTime)
    {
        if (PathText.IsWithin(path, context.Home))
        {
            new StateHome(context).Create();
        }

        return PostureFile.Write(path, fragment, exactTime);
    }

    private static async Task<PostureFragment?> AskAsync(StateRecord record, TimeProvider time)
    {
        try
        {
            return PostureFragment.TryParse(await new ControlClient(record.ControlSocket, time).PostureAsync());
        }
        catch (ControlException)
        {
            // It has no control socket, is too busy, or ends just now: its state and its files still tell.
            return null;
        }
    }
}
