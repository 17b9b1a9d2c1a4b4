using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.State;

/// <summary>
/// The state home: where everything lies that the monitor writes. Making one touches nothing; <see cref="Create"/> does.
/// </summary>
public sealed class StateHome
{
    // sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
    private static readonly int LongestSocketPath = OperatingSystem.IsMacOS() ? 103 : 107;

    private readonly string _temporary;
    private readonly string? _runtime;
    private readonly bool _isForContainers;

    public StateHome(PlatformContext context)
        : this(context.Home, context.Variable("XDG_RUNTIME_DIR"), "/tmp") =>
        _isForContainers = context.Kind == PlatformKind.Nanoclaw;

    internal StateHome(string root, string? runtime, string temporary)
    {
        Root = root;
        _runtime = runtime;
        _temporary = temporary;
        Instance = new InstanceFolder(root, SocketPath(root, "control"));
    }

    /// <summary>The home itself, absolute.</summary>
    public string Root { get; }

    /// <summary>The monitor that <c>start</c> makes: its files lie in the home itself.</summary>
    public InstanceFolder Instance { get; }

    public string ConfigFile => Path.Join(Root, "config.json");

    public string DiagnosticsLog => Path.Join(Root, "diagnostics.log");

    /// <summary>One folder for each <c>run</c> that is under way.</summary>
    public string RunsFolder => Path.Join(Root, "runs");

    public string CaFolder => Path.Join(Root, "ca");

    public string CaCertificate => Path.Join(CaFolder, "ca.pem");

    public string CaPrivateKey => Path.Join(CaFolder, "ca.key");

    public string CaBundle => Path.Join(CaFolder, "bundle.pem");

    public string CaTrustStore => Path.Join(CaFolder, "truststore.p12");

    /// <summary>What every container may read. Readable by everybody, for the container's user is another; the home above it is not.</summary>
    public string SnapshotFolder => Path.Join(Root, "snapshot");

    /// <summary>A folder a group, for that group's containers alone.</summary>
    public string GroupSnapshotsFolder => Path.Join(Root, "group-snapshots");

    public string PostureFile => Path.Join(Root, "posture.json");

    /// <summary>The posture without what changes by itself, for a baseline.</summary>
    public string StablePostureFile => Path.Join(Root, "posture-stable.json");

    /// <summary>The finding log's folder, from <c>log.directory</c>.</summary>
    public string FindingsFolder(string logDirectory) => Path.GetFullPath(logDirectory, Root);

    /// <summary>The newest file of the finding log, from <c>log.directory</c>.</summary>
    public string FindingsFile(string logDirectory) => Path.Join(FindingsFolder(logDirectory), "findings.jsonl");

    /// <summary>Everything in the home that is a link, somebody else's, or open to others. Changes nothing.</summary>
    public IReadOnlyList<string> Faults()
    {
        if ((PlaceFault() ?? StateGuard.FolderFault(Root)) is { } fault)
        {
            return [fault];
        }

        var files = new[] { ConfigFile, DiagnosticsLog, PostureFile, StablePostureFile, CaCertificate, CaPrivateKey, CaBundle, CaTrustStore }
            .Concat([Instance.StateFile, Instance.LockFile, Path.Join(Root, "control.sock")]);
        return [.. new[] { RunsFolder, CaFolder, GroupSnapshotsFolder }.Select(StateGuard.FolderFault)
            .Append(StateGuard.ReadableFolderFault(SnapshotFolder))
            .Concat(files.Select(StateGuard.FileFault)).OfType<string>()];
    }

    /// <summary>Makes the home where it is missing, and refuses one that is not ours alone.</summary>
    /// <exception cref="StateException">Says what is wrong, where, and how to mend it; all faults at once, one a line.</exception>
    public void Create()
    {
        MakeRoot();
        if (Faults() is { Count: > 0 } faults)
        {
            throw new StateException(string.Join('\n', faults));
        }
    }

    /// <summary>Makes a folder in the home, and every one between, each 0700 and checked.</summary>
    /// <returns>The folder's path.</returns>
    /// <exception cref="StateException">A part of the way is a link, another user's, or open to others; or it can't be made.</exception>
    public string CreateFolder(string path)
    {
        if (!PathText.IsWithin(path, Root))
        {
            throw new StateException($"{path}: lies outside the home {Root}; name a folder inside it");
        }

        MakeRoot();
        var part = Root;
        foreach (var name in Path.GetRelativePath(Root, path).Split('/').Where(name => name is not "."))
        {
            part = Path.Join(part, name);
            MakeFolder(part);
        }

        return path;
    }

    /// <summary>Makes the folder in which the control socket lies, where that is not the home.</summary>
    /// <exception cref="StateException">The folder is not ours alone.</exception>
    public void CreateSocketFolder(InstanceFolder instance)
    {
        var folder = Path.GetDirectoryName(instance.ControlSocket)!;
        if (!PathText.IsWithin(folder, Root))
        {
            MakeFolder(folder);
        }
    }

    /// <summary>The folder of the <c>run</c> with this id.</summary>
    internal InstanceFolder Run(string id)
    {
        var folder = Path.Join(RunsFolder, id);
        return new InstanceFolder(folder, SocketPath(folder, id));
    }

    private void MakeRoot()
    {
        if (PlaceFault() is { } fault)
        {
            throw new StateException(fault);
        }

        MakeFolder(Root);
    }

    private string? PlaceFault() => _isForContainers && NanoclawTree.Holding(Root) is { } tree
        ? $"{Root}: lies in NanoClaw's project tree {tree}, which the main group's container can read, keys included; name a home outside of it with --home"
        : null;

    private static void MakeFolder(string path)
    {
        if (StateGuard.FolderFault(path) is { } fault)
        {
            throw new StateException(fault);
        }

        try
        {
            MakeMissing(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"{path}: can't be made; check the rights of the folders above it, or name another home with --home", e);
        }

        if (StateGuard.FolderFault(path) is { } lateFault)
        {
            throw new StateException(lateFault);
        }
    }

    // Parents above the home that are missing are made 0700 as well; links among those that exist are the operator's.
    internal static void MakeMissing(string path)
    {
        if (Directory.Exists(path) || OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        MakeMissing(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path, Owner);
        if (!File.GetUnixFileMode(path).HasFlag(Owner))
        {
            // The umask has taken what the owner needs.
            File.SetUnixFileMode(path, Owner);
        }
    }

    private string SocketPath(string folder, string name)
    {
        var path = Path.Join(folder, "control.sock");
        if (Fits(path))
        {
            return path;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..16];
        var own = _runtime is not null && Path.IsPathFullyQualified(_runtime)
            ? Path.Join(_runtime, $"traffic-guardian-{hash}", name + ".sock")
            : null;
        return own is not null && Fits(own) && StateGuard.FolderFault(_runtime!) is null && Directory.Exists(_runtime)
            ? own
            : Path.Join(_temporary, $"traffic-guardian-{NativeFile.User}-{hash}", name + ".sock");
    }

    private static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= LongestSocketPath;
}
