using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>Tells this machine's own addresses, public ones as well.</summary>
internal static class OwnAddress
{
    private const int AnyPort = 9;

    /// <summary>
    /// Asks the routing table, which is right at this moment and knows every interface: whoever speaks to himself does so from the
    /// same address. No packet is sent. What can't be told counts as own, unless nothing leads there.
    /// </summary>
    public static bool Is(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(address, AnyPort));
            return socket.LocalEndPoint is not IPEndPoint local || local.Address.Equals(address);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is not (SocketError.NetworkUnreachable or SocketError.HostUnreachable
                or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported);
        }
    }
}
