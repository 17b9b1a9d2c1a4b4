using Microsoft.Win32.SafeHandles;

namespace TrafficGuardian.Monitor.State;

/// <summary>
/// Held by a monitor as long as it runs: of two that start at once, one gets it. The kernel gives it back when the
/// process ends, however it ends. The file stays, for removing it would let two processes hold two locks.
/// </summary>
public sealed class InstanceLock : IDisposable
{
    private readonly SafeFileHandle _handle;

    private InstanceLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes the lock of a folder that exists.</summary>
    /// <returns>The lock, or null where another process holds it.</returns>
    /// <exception cref="StateException">The lock file is not ours alone, or the file system knows no locks.</exception>
    public static InstanceLock? TryTake(InstanceFolder instance)
    {
        var stream = SafeFile.OpenReadWrite(instance.LockFile);
        var handle = stream.SafeFileHandle;
        if (NativeFile.TryLock(handle, out var error))
        {
            return new InstanceLock(handle);
        }

        stream.Dispose();
        return error == NativeFile.WouldBlock
            ? null
            : throw new StateException($"{instance.LockFile}: can't be locked (error {error}); name a home on a local file system with --home");
    }

    public void Dispose() => _handle.Dispose();
}
