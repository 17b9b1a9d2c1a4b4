using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>
/// Watches the two byte streams of one readable connection, as they were sent.
/// The calls of one direction come in order; the two directions may call at the same time from two threads.
/// An implementation never waits and keeps no span; one that can't follow says so once
/// (<see cref="NotInspectedReason.Protocol"/>) and ignores the rest.
/// </summary>
internal interface IStreamObserver
{
    /// <summary>Bytes that the downstream (the agent) sent.</summary>
    void OnDownstream(ReadOnlySpan<byte> data);

    /// <summary>Bytes that the upstream (the remote peer) sent.</summary>
    void OnUpstream(ReadOnlySpan<byte> data);

    /// <summary>The downstream sends no more.</summary>
    /// <param name="aborted">The connection was cut, not closed in order.</param>
    void OnDownstreamEnd(bool aborted);

    /// <summary>The upstream sends no more.</summary>
    /// <param name="aborted">The connection was cut, not closed in order.</param>
    void OnUpstreamEnd(bool aborted);
}
