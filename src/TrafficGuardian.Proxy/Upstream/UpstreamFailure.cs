using System.Net;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>An upstream that was not reached: which side, why, and where.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Peer"><c>host:port</c> of who could not be reached.</param>
/// <param name="Detail">A few words for the reader, without content.</param>
internal sealed record UpstreamFailure(FailureKind Kind, string Peer, string Detail)
{
    /// <summary>The failure is the upstream proxy's, not the destination's.</summary>
    public bool AtProxy { get; init; }

    /// <summary>The destination's address, where it is known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The upstream proxy's <c>Proxy-Authenticate</c> lines, CRLF included, for the client to answer.</summary>
    public byte[] Challenges { get; init; } = [];

    public string Side => AtProxy ? "upstream proxy" : "upstream";
}
