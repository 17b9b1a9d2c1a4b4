using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Services;

/// <summary>Makes sockets of descriptors that were inherited.</summary>
internal static partial class ListeningSocket
{
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>Takes a descriptor, which from here on no child process inherits.</summary>
    /// <exception cref="ServiceException">It is no listening TCP socket.</exception>
    public static HandedSocket Of(int descriptor, string name)
    {
        // Elsewhere than on Linux the call takes its arguments in another way, and what is handed over is marked so already.
        if (OperatingSystem.IsLinux() && Control(descriptor, SetDescriptorFlags, CloseOnExec) != 0)
        {
            throw Unusable(descriptor, name);
        }

        try
        {
            var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            return socket is { SocketType: SocketType.Stream, LocalEndPoint: IPEndPoint } && IsListening(socket)
                ? new HandedSocket(name, socket)
                : throw Unusable(descriptor, name);
        }
        catch (Exception e) when (e is SocketException or ArgumentException or NotSupportedException)
        {
            throw new ServiceException(Unusable(descriptor, name).Message, e);
        }
    }

    private static bool IsListening(Socket socket) =>
        socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is int and not 0;

    private static ServiceException Unusable(int descriptor, string name) => new(
        $"the service manager handed over descriptor {descriptor}{(name.Length > 0 ? $" ({name})" : "")}, which is no listening TCP socket. "
        + "Compare the socket unit with what 'setup --service' prints.");

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
