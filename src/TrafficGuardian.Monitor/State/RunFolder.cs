using System.Security.Cryptography;

namespace TrafficGuardian.Monitor.State;

/// <summary>The folder <c>runs/ID</c> of one <c>run</c>, with its lock held; disposing removes it.</summary>
public sealed class RunFolder : IDisposable
{
    // A folder gets its final name only when its lock is held, so one with a final name and a free lock is abandoned.
    private const string Unfinished = ".";
    private static readonly TimeSpan UnfinishedAge = TimeSpan.FromHours(1);

    private readonly InstanceLock _lock;

    private RunFolder(string id, InstanceFolder instance, InstanceLock held)
    {
        Id = id;
        Instance = instance;
        _lock = held;
    }

    /// <summary>16 random hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>Where this run's state lies.</summary>
    public InstanceFolder Instance { get; }

    /// <summary>Makes a new folder.</summary>
    /// <exception cref="StateException">The home is not ours alone, or can't be written.</exception>
    public static RunFolder Create(StateHome home)
    {
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var instance = home.Run(id);
        var unfinished = home.Run(Unfinished + id);
        home.CreateFolder(unfinished.Folder);
        var held = InstanceLock.TryTake(unfinished)
            ?? throw new StateException($"{unfinished.Folder}: is locked by another process; try again");
        try
        {
            Directory.Move(unfinished.Folder, instance.Folder);
        }
        catch (IOException e)
        {
            held.Dispose();
            throw new StateException($"{instance.Folder}: can't be made; check the rights of {home.RunsFolder}", e);
        }

        return new RunFolder(id, instance, held);
    }

    /// <summary>The places of all runs that are under way or were killed.</summary>
    internal static IReadOnlyList<InstanceFolder> All(StateHome home) =>
        StateGuard.FolderFault(home.RunsFolder) is not null || !Directory.Exists(home.RunsFolder) ? []
            : [.. Directory.EnumerateDirectories(home.RunsFolder).Select(folder => Path.GetFileName(folder))
                .Where(name => !name.StartsWith(Unfinished, StringComparison.Ordinal)).Take(1000).Select(home.Run)];

    /// <summary>Removes what runs left behind that were killed.</summary>
    /// <returns>How many folders were removed.</returns>
    public static int Sweep(StateHome home, TimeProvider time)
    {
        var removed = 0;
        if (StateGuard.FolderFault(home.RunsFolder) is not null || !Directory.Exists(home.RunsFolder))
        {
            return 0;
        }

        foreach (var folder in Directory.EnumerateDirectories(home.RunsFolder).Take(1000).ToList())
        {
            if (IsAbandoned(home, folder, time))
            {
                RemoveAll(home.Run(Path.GetFileName(folder)));
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Removes the folder and its socket.</summary>
    public void Dispose()
    {
        RemoveAll(Instance);
        _lock.Dispose();
    }

    private static bool IsAbandoned(StateHome home, string folder, TimeProvider time)
    {
        if (StateGuard.FolderFault(folder) is not null)
        {
            return false;
        }

        var name = Path.GetFileName(folder);
        if (name.StartsWith(Unfinished, StringComparison.Ordinal))
        {
            return time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) > UnfinishedAge;
        }

        try
        {
            using var free = InstanceLock.TryTake(home.Run(name));
            return free is not null;
        }
        catch (StateException)
        {
            // Not a folder of ours as it should be: what can't be judged is left alone.
            return false;
        }
    }

    private static void RemoveAll(InstanceFolder instance)
    {
        try
        {
            SafeFile.Remove(instance.ControlSocket);
            Directory.Delete(instance.Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StateException)
        {
            // What can't be removed now is abandoned, and the next sweep tries again.
        }
    }
}
