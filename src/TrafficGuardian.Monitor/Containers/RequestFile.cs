using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>Reads a request file that anybody may have made of anything.</summary>
internal static class RequestFile
{
    /// <summary>Reads one.</summary>
    /// <param name="inbox">The folder that it lies in.</param>
    /// <param name="name">Its name.</param>
    /// <param name="seen">What stands there, looked at before: a device is not opened even once.</param>
    /// <param name="refusal">Why nothing was read; null where it was.</param>
    public static ReadOnlyMemory<byte> Read(SharedFolder inbox, string name, NativeStatus seen, out Refusal? refusal)
    {
        refusal = Judge(seen);
        if (refusal is not null)
        {
            return default;
        }

        using var file = inbox.OpenFile(name, out var error);
        if (file is null)
        {
            refusal = error == NativeFile.Loop ? Refusal.NotAFile : Refusal.Unreadable;
            return default;
        }

        try
        {
            // It may be another by now than the one that was looked at.
            refusal = Judge(NativeFile.Status(file));
            if (refusal is not null)
            {
                return default;
            }

            var buffer = new byte[ContainerRequest.MaxBytes + 1];
            var length = 0;
            for (int read; length < buffer.Length && (read = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0;)
            {
                length += read;
            }

            refusal = length > ContainerRequest.MaxBytes ? Refusal.TooLarge : null;
            return buffer.AsMemory(0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            refusal = Refusal.Unreadable;
            return default;
        }
    }

    private static Refusal? Judge(NativeStatus status) =>
        !status.IsFile ? Refusal.NotAFile
        : status.Links != 1 ? Refusal.HardLink
        : status.Length > ContainerRequest.MaxBytes ? Refusal.TooLarge
        : null;
}
