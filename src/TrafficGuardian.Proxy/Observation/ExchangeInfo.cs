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
    /// The address that the host stands for, where it is known: the one that was connected to, or refused, or tried in vain. Set
    /// before the first message is reported. Null where a proxy behind us resolves the name.
    /// </summary>
    public IPAddress? Resolved { get; set; }

    /// <summary>The listener's access control keeps this client from this destination. Set before the first message is reported.</summary>
    public bool IsRefused { get; set; }

    /// <summary>The destination was chosen by the operator (a route's target), not by the client.</summary>
    public bool IsGiven { get; init; }

    /// <summary>
    /// Whatever an observer wants to keep for the exchanges of this connection. The proxy never looks at it.
    /// Set from any thread; the last write wins, so that what is kept must be equal however often it is made.
    /// </summary>
    public object? ObserverState { get; set; }
}
