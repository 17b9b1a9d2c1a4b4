using System.Net;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>The result of reaching out: a connection or a failure.</summary>
internal readonly record struct Dialed(SocketLink? Link, UpstreamFailure? Failure)
{
    /// <summary>
    /// The destination's address, where it is known: the one that was connected to, or refused, or tried in vain.
    /// Null behind an upstream proxy, which alone knows.
    /// </summary>
    public IPAddress? Address { get; init; }

    public static Dialed Failed(UpstreamFailure failure) => new(null, failure) { Address = failure.Address };
}
