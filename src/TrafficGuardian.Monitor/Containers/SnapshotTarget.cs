using System.Security.Cryptography;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>One folder of a snapshot, and what was last written there.</summary>
/// <param name="parent">The folder above it, absolute.</param>
/// <param name="name">Its name.</param>
internal sealed class SnapshotTarget(string parent, string name)
{
    private const int Most = 4_096;

    private readonly Dictionary<string, byte[]> _written = new(StringComparer.Ordinal);

    public string Parent => parent;

    public string Name => name;

    /// <summary>Whether nothing was written there yet.</summary>
    public bool IsFirst => _written.Count == 0;

    /// <summary>Whether a file has another content than this.</summary>
    public bool IsNew(string file, ReadOnlySpan<byte> content) =>
        !_written.TryGetValue(file, out var digest) || !digest.AsSpan().SequenceEqual(SHA256.HashData(content));

    /// <summary>
    /// Empties what was written for others: an old answer looks like one of today to a container that still has it mounted. The folder
    /// itself stays, for without it such a container could not be started.
    /// </summary>
    /// <param name="parent">The folder above the targets', absolute. It need not exist.</param>
    /// <param name="present">The names of those that are written.</param>
    /// <param name="isOurs">Whether a file's name is one of those that are written there.</param>
    public static void EmptyOthers(string parent, HashSet<string> present, Func<string, bool> isOurs)
    {
        using var folder = SharedFolder.Open(parent, out _);
        foreach (var other in folder?.Names(Most, name => !present.Contains(name), Most) ?? [])
        {
            using var old = folder!.OpenFolder(other, out _);
            old?.Names(Most, isOurs, Most).ForEach(name => old.Remove(name));
        }
    }

    public void NoteWritten(string file, ReadOnlySpan<byte> content) => _written[file] = SHA256.HashData(content);
}
