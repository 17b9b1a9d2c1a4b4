using System.Net;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>
/// Remembers which clients reject our certificate for which hosts, so that a client that pins its server's works all the same.
/// A host that once took content from a client through us stays open for it: rejecting is then no way to blind the monitor,
/// whatever else the client calls the host, and whichever of this machine's addresses it comes from.
/// Bounded; what was used longest ago goes first. Thread-safe.
/// </summary>
internal sealed class PinningMemory(TimeProvider time)
{
    /// <summary>How long a host is left alone.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    /// <summary>Connections closed without a word, one after the other, that count as a rejection: clients close for other reasons too.</summary>
    public const int SilentRejections = 3;

    private const int MaxHosts = 4096;

    private readonly Lock _lock = new();
    private readonly RecentKeys<(IPAddress Client, string Host, int Port), Rejections> _rejecting = new(MaxHosts);
    private readonly RecentKeys<(IPAddress Client, string Host, int Port), Accepted> _accepted = new(MaxHosts);

    /// <summary>What is left alone now.</summary>
    public IReadOnlyList<BypassedHost> Bypassed
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                return [.. _rejecting.All.Where(entry => entry.Value.Until > now)
                    .Select(entry => new BypassedHost(entry.Key.Client, entry.Key.Host, entry.Key.Port, entry.Value.Until))];
            }
        }
    }

    public bool IsBypassed(IPAddress client, string host, int port)
    {
        lock (_lock)
            return _rejecting.TryFind((client, Plain(host), port), out var rejections) && rejections.Until > time.GetUtcNow();
    }

    /// <summary>The client sent content through us to this host.</summary>
    /// <param name="client">The client.</param>
    /// <param name="host">The host as CONNECT named it.</param>
    /// <param name="port">The port.</param>
    /// <param name="serverName">The name that the certificate was for.</param>
    public void AddAccepted(IPAddress client, string host, int port, string serverName)
    {
        lock (_lock)
        {
            _accepted.Use((Machine(client), Plain(host), port));
            _accepted.Use((Machine(client), Plain(serverName), port));
            if (!_rejecting.TryFind((client, Plain(host), port), out var rejections))
                return;
            rejections.Count = 0;
            rejections.Until = default;
        }
    }

    /// <summary>The client would have none of our certificate.</summary>
    /// <param name="client">The client.</param>
    /// <param name="host">The host as CONNECT named it.</param>
    /// <param name="port">The port.</param>
    /// <param name="serverName">The name that the certificate was for.</param>
    /// <param name="said">It said so; otherwise it closed without a word before it sent any content.</param>
    /// <returns>Whether the host is left alone from now on.</returns>
    public bool AddRejection(IPAddress client, string host, int port, string serverName, bool said)
    {
        lock (_lock)
        {
            if (HasAccepted(client, host, port) || HasAccepted(client, serverName, port))
                return false;
            var rejections = _rejecting.Use((client, Plain(host), port));
            rejections.Count += said ? SilentRejections : 1;
            if (rejections.Count < SilentRejections)
                return false;
            rejections.Count = 0;
            rejections.Until = time.GetUtcNow() + Duration;
            return true;
        }
    }

    private bool HasAccepted(IPAddress client, string name, int port) => _accepted.TryFind((Machine(client), Plain(name), port), out _);

    /// <summary>A program of this machine may take any of its loopback addresses.</summary>
    private static IPAddress Machine(IPAddress client) => IPAddress.IsLoopback(client) ? IPAddress.Loopback : client;

    /// <summary>A host in one spelling, of the many that an address may have and the two of a name.</summary>
    private static string Plain(string host) => IPAddress.TryParse(host, out var address) ? address.ToString() : host.TrimEnd('.');

    private sealed class Rejections
    {
        public int Count { get; set; }

        public DateTimeOffset Until { get; set; }
    }

    private sealed class Accepted;
}
