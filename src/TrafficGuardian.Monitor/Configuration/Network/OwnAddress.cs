using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>Tells this machine's own addresses, public ones as well.</summary>
internal static class OwnAddress
{
    private const int AnyPort = 9;
    private static readonly IPAddress Nobodys = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress NobodysOfVersion6 = IPAddress.Parse("2001:db8::1");

    /// <summary>
    /// Asks the routing table, which is right at this moment and knows every interface: whoever speaks to himself does so from the
    /// same address, or from the first of that network. No packet is sent. What can't be told counts as own, unless nothing leads there.
    /// </summary>
    public static bool Is(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(address, AnyPort));
            return socket.LocalEndPoint is not IPEndPoint local || local.Address.Equals(address) || IsBoundTo(address);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is not (SocketError.NetworkUnreachable or SocketError.HostUnreachable
                or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported);
        }
    }

    // Where the system lets anybody take any address (ip_nonlocal_bind), one that is nobody's (RFC 5737, RFC 3849) tells.
    private static bool IsBoundTo(IPAddress address) =>
        CanBind(address) && !CanBind(address.AddressFamily == AddressFamily.InterNetwork ? Nobodys : NobodysOfVersion6);

    private static bool CanBind(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
