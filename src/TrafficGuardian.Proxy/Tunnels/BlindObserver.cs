namespace TrafficGuardian.Proxy.Tunnels;

/// <summary>Looks at nothing: whoever chose it has said so.</summary>
internal sealed class BlindObserver : IStreamObserver
{
    public static readonly BlindObserver Instance = new();

    private BlindObserver()
    {
    }

    public void OnDownstream(ReadOnlySpan<byte> data) { }

    public void OnUpstream(ReadOnlySpan<byte> data) { }

    public void OnDownstreamEnd(bool aborted) { }

    public void OnUpstreamEnd(bool aborted) { }
}
