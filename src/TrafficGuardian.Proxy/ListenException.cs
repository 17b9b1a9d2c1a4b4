using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Proxy;

/// <summary>An address that can't be listened on.</summary>
public sealed class ListenException(IPEndPoint address, SocketException cause) : Exception($"{address} can't be listened on", cause)
{
    public IPEndPoint Address => address;

    public SocketError Error => cause.SocketErrorCode;
}
