using System.Net;

namespace TrafficGuardian.Proxy.Observation;

/// <summary>Who speaks with whom. Made once a connection and shared by its exchanges.</summary>
/// <param name="Client">The downstream's address.</param>
/// <param name="Host">The target's host as the request named it: lower case, no brackets, no trailing dot removed.</param>
/// <param name="Port">The target's port.</param>
/// <param name="Protocol">How the exchange is carried.</param>
public sealed record ExchangeInfo(IPAddress Client, string Host, int Port, WireProtocol Protocol)
{
    /// <summary><c>host:port</c>, IPv6 hosts in brackets: what a finding names as its destination.</summary>
    public string Destination { get; } = Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>
    /// Whatever an observer wants to keep for the exchanges of this connection. The proxy never looks at it.
    /// Set from any thread; the last write wins, so that what is kept must be equal however often it is made.
    /// </summary>
    public object? ObserverState { get; set; }
}
