using System.Net;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>Where a client wants to go.</summary>
/// <param name="Client">The client's address.</param>
/// <param name="Host">The host as named, lower case, no brackets.</param>
/// <param name="Port">The port.</param>
internal readonly record struct Destination(IPAddress Client, string Host, int Port)
{
    public string Name => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>The operator chose it, not the client: it is no matter of access control.</summary>
    public bool IsGiven { get; init; }

    /// <summary>The address that the host stood for before, which is not looked up again; null where it is new.</summary>
    public IPAddress? Address { get; init; }
}
