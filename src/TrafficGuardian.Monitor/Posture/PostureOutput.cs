using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Posture;

/// <summary>
/// A file that the operator names for the fragment: in the platform's own home or the state home, on a way without symbolic
/// links, and neither a file of somebody else nor one that holds something else.
/// </summary>
internal static class PostureOutput
{
    /// <summary>The variable that names one; null for platforms that have none.</summary>
    public static string? VariableOf(PlatformKind platform) => platform switch
    {
        PlatformKind.Picoclaw => platform.ReservedVariable("PROFILE_OUTPUT"),
        PlatformKind.Hermes => platform.ReservedVariable("ATTESTATION_OUTPUT"),
        _ => null,
    };

    /// <summary>The file that the environment names, absolute; null where it names none.</summary>
    public static string? Named(PlatformContext context) =>
        VariableOf(context.Kind) is { } variable && context.Variable(variable) is { } path ? Absolute(context, path) : null;

    /// <summary>A path as the operator writes it, made absolute; what can't be a path stays as it is, and <see cref="Fault"/> says so.</summary>
    public static string Absolute(PlatformContext context, string path) =>
        PathText.IsUsable(path) ? PathText.Absolute(path, context.UserHome, context.CurrentDirectory) : path;

    /// <summary>What keeps the fragment from being written there, cause and remedy; null where nothing does.</summary>
    public static string? Fault(PlatformContext context, string path)
    {
        if (!PathText.IsUsable(path))
        {
            return "the posture output needs a path without control characters; name another file";
        }

        var platformHome = PlatformResolver.PlatformHome(context);
        var root = Array.Find([platformHome, context.Home], home => path != home && PathText.IsWithin(path, home));
        return root is null
                ? $"{path}: lies outside {platformHome}, the platform's own home; name a file below it"
            : IsReserved(context, path)
                ? $"{path}: is a place where the monitor keeps something else; name another file"
            : WayFault(root, path) ?? FileFault(path);
    }

    /// <summary>What lies in the state home under a name that something else has there, or may get.</summary>
    private static bool IsReserved(PlatformContext context, string path)
    {
        var home = new StateHome(context);
        return path != home.PostureFile && path != home.StablePostureFile && PathText.IsWithin(path, home.Root)
            && (Path.GetDirectoryName(path) != home.Root
                || !path.EndsWith(".json", StringComparison.Ordinal)
                || path == home.ConfigFile || path == context.ConfigPath || path == home.Instance.StateFile);
    }

    private static string? WayFault(string root, string path)
    {
        var part = root;
        foreach (var name in Path.GetRelativePath(root, path).Split('/'))
        {
            part = Path.Join(part, name);
            if (NativeFile.Status(part, out _) is not { } status)
            {
                return null;
            }

            if (status.IsLink)
            {
                return $"{part}: is a symbolic link, which could lead the fragment elsewhere; name a file on a way without one";
            }

            if (part != path && !status.IsFolder)
            {
                return $"{part}: is not a folder; name another file";
            }
        }

        return null;
    }

    private static string? FileFault(string path)
    {
        using var handle = NativeFile.OpenExisting(path, FileAccess.Read, append: false, out var error);
        if (error != 0)
        {
            return error is NativeFile.NoEntry or NativeFile.NotDirectory ? null
                : $"{path}: can't be opened (error {error}); check its rights, or name another file";
        }

        var status = NativeFile.Status(handle);
        return !status.IsFile ? $"{path}: is not a regular file; name another"
            : status.Owner != NativeFile.User ? $"{path}: belongs to another user; name another file"
            : status.Length > 0 && !HoldsFragment(handle, status.Length)
                ? $"{path}: holds something else than a posture fragment, which would be lost; name another file, or remove it"
            : null;
    }

    private static bool HoldsFragment(Microsoft.Win32.SafeHandles.SafeFileHandle handle, long length)
    {
        Span<byte> text = stackalloc byte[PostureFragment.LongestText];
        return length <= text.Length && PostureFragment.TryParse(text[..RandomAccess.Read(handle, text, 0)]) is not null;
    }
}
