using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>The calls of an <see cref="IStreamObserver"/> by whose message is carried.</summary>
internal static class StreamObserverSides
{
    public static void On(this IStreamObserver observer, MessageSide side, ReadOnlySpan<byte> data)
    {
        if (side == MessageSide.Request)
            observer.OnDownstream(data);
        else
            observer.OnUpstream(data);
    }

    public static void OnEnd(this IStreamObserver observer, MessageSide side, bool aborted)
    {
        if (side == MessageSide.Request)
            observer.OnDownstreamEnd(aborted);
        else
            observer.OnUpstreamEnd(aborted);
    }
}
