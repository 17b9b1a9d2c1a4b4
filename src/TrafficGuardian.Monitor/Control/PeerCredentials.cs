using System.Net.Sockets;
using System.Runtime.InteropServices;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Control;

/// <summary>Whose process is at the other end of a Unix socket, as the kernel says.</summary>
internal static partial class PeerCredentials
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Whether it is a process of the user that this one acts as. False where the kernel does not say.</summary>
    public static bool IsOwner(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            // struct ucred: pid, uid, gid, 32 bits each.
            Span<byte> credentials = stackalloc byte[12];
            return socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) == credentials.Length
                && MemoryMarshal.Read<uint>(credentials[4..]) == NativeFile.User;
        }

        return GetPeerEffectiveId(socket.SafeHandle, out var user, out _) == 0 && user == NativeFile.User;
    }

    [LibraryImport("libc", EntryPoint = "getpeereid")]
    private static partial int GetPeerEffectiveId(SafeSocketHandle socket, out uint user, out uint group);
}
