using System.Net;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>How many connections each remote client has open. Safe for concurrent use.</summary>
/// <param name="most">Most for one address; loopback has no limit.</param>
internal sealed class RemoteClients(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _open = [];

    /// <returns>Whether there was room; if so, <see cref="Leave"/> has to follow.</returns>
    public bool TryEnter(IPAddress client)
    {
        if (IPAddress.IsLoopback(client))
        {
            return true;
        }

        lock (_lock)
        {
            var open = _open.GetValueOrDefault(client);
            if (open >= most)
            {
                return false;
            }

            _open[client] = open + 1;
            return true;
        }
    }

    public void Leave(IPAddress client)
    {
        if (IPAddress.IsLoopback(client))
        {
            return;
        }

        lock (_lock)
        {
            if (--_open[client] == 0)
            {
                _open.Remove(client);
            }
        }
    }
}
