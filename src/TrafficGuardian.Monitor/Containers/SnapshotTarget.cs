using System.Security.Cryptography;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>One folder of a snapshot, and what was last written there.</summary>
/// <param name="parent">The folder above it, absolute.</param>
/// <param name="name">Its name.</param>
internal sealed class SnapshotTarget(string parent, string name)
{
    private readonly Dictionary<string, byte[]> _written = new(StringComparer.Ordinal);

    public string Parent => parent;

    public string Name => name;

    /// <summary>Whether nothing was written there yet.</summary>
    public bool IsFirst => _written.Count == 0;

    /// <summary>Whether a file has another content than this.</summary>
    public bool IsNew(string file, ReadOnlySpan<byte> content) =>
        !_written.TryGetValue(file, out var digest) || !digest.AsSpan().SequenceEqual(SHA256.HashData(content));

    public void NoteWritten(string file, ReadOnlySpan<byte> content) => _written[file] = SHA256.HashData(content);
}
