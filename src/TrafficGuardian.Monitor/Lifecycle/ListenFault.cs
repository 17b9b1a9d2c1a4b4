using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Why an address can't be listened on, and what to do.</summary>
internal static class ListenFault
{
    public static string Of(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            "another process has this port. Stop that process, or give 'listen' another port; port 0 takes a free one.",
        SocketError.AddressNotAvailable => "this machine has no such address. Give 'listen' one that it has.",
        SocketError.AccessDenied => "this user may not use this port. Give 'listen' one above 1023.",
        _ => $"can't be listened on ({error}). Give 'listen' another address.",
    };
}
