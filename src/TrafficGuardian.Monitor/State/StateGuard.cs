namespace TrafficGuardian.Monitor.State;

/// <summary>Judges whether what lies in the home is ours alone, and says how to mend what is not.</summary>
internal static class StateGuard
{
    private const int FolderMode = 0x1c0; // 0700
    private const int ReadableFolderMode = 0x1ed; // 0755
    private const int FileMode = 0x180; // 0600

    /// <summary>What is wrong with a folder: null where nothing is, or where it is not there.</summary>
    public static string? FolderFault(string path) =>
        Look(path) is { } status ? FolderFault(path, status) : null;

    /// <summary>The same for a folder that others may read.</summary>
    public static string? ReadableFolderFault(string path) =>
        Look(path) is { } status ? FolderFault(path, status, ReadableFolderMode, "755") : null;

    /// <summary>What is wrong with a file or socket: null where nothing is, or where it is not there.</summary>
    public static string? FileFault(string path) =>
        Look(path) is { } status ? FileFault(path, status) : null;

    /// <summary>What is wrong with the file that was opened from <paramref name="path"/>.</summary>
    public static string? FileFault(string path, NativeStatus status) =>
        status.IsLink ? LinkFault(path)
        : !status.IsFile && !status.IsSocket ? $"{path}: is not a regular file; move it away"
        : OwnerFault(path, status) ?? ModeFault(path, status, FileMode, "600");

    /// <summary>
    /// What is wrong with a file outside the home that is only read: somebody else could write it. Links are followed,
    /// since the operator named the path. Null where nothing is, or where it is not there.
    /// </summary>
    public static string? ForeignFault(string path) => ForeignFault(path, 0x12, "go-w", "write");

    /// <summary>The same for a file that holds a secret: nobody else may read it either.</summary>
    public static string? SecretFault(string path) => ForeignFault(path, 0x3f, "go-rwx", "use");

    private static string? ForeignFault(string path, int forbidden, string change, string verb)
    {
        if (Look(path) is not { } status)
        {
            return null;
        }

        var target = path;
        if (status.IsLink)
        {
            target = ForeignFile.FinalTarget(path);
            if (target is null || Look(target) is not { } targetStatus)
            {
                return $"{path}: its symbolic link leads nowhere; name the file itself";
            }

            status = targetStatus;
        }

        return !status.IsFile ? $"{path}: is not a regular file; name a file"
            : status.Owner != NativeFile.User && status.Owner != 0 ? $"{path}: belongs to another user; run: chown {NativeFile.User} {Quoted(target)}"
            : (status.Permissions & forbidden) != 0 ? $"{path}: others may {verb} it (mode {Octal(status)}); run: chmod {change} {Quoted(target)}"
            : null;
    }

    private static string? FolderFault(string path, NativeStatus status, int mode = FolderMode, string wanted = "700") =>
        status.IsLink ? LinkFault(path)
        : !status.IsFolder ? $"{path}: is not a folder; move it away"
        : OwnerFault(path, status) ?? ModeFault(path, status, mode, wanted);

    private static NativeStatus? Look(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var status = NativeFile.Status(path, out var error);
        return status is not null || error is NativeFile.NoEntry or NativeFile.NotDirectory
            ? status
            : throw new StateException($"{path}: can't be looked at (error {error}); check the rights of the folders above it");
    }

    private static string LinkFault(string path) =>
        $"{path}: is a symbolic link, which could lead state elsewhere; replace it by the thing itself, or name another home with --home";

    private static string? OwnerFault(string path, NativeStatus status) => status.Owner == NativeFile.User
        ? null
        : $"{path}: belongs to another user; run: chown {NativeFile.User} {Quoted(path)}";

    private static string? ModeFault(string path, NativeStatus status, int allowed, string wanted) =>
        (status.Permissions & ~allowed) == 0
            ? null
            : $"{path}: others may use it (mode {Octal(status)}); run: chmod {wanted} {Quoted(path)}";

    private static string Octal(NativeStatus status) => Convert.ToString(status.Permissions, 8).PadLeft(4, '0');

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
