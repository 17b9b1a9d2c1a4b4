using System.Net;

namespace TrafficGuardian.Proxy;

/// <summary>A host that is left alone for one client, because that client rejected our certificate for it.</summary>
/// <param name="Client">The client's address.</param>
/// <param name="Host">The host as the client named it.</param>
/// <param name="Port">The port.</param>
/// <param name="Until">When it is tried again.</param>
public sealed record BypassedHost(IPAddress Client, string Host, int Port, DateTimeOffset Until)
{
    /// <summary><c>host:port</c>, IPv6 hosts in brackets.</summary>
    public string Destination => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
