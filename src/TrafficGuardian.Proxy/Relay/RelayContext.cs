using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tls;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>What all connections of one server share.</summary>
internal sealed record RelayContext(
    ProxyOptions Options, ITrafficObserver Observer, ProxyCounters Counters, Dialer Dialer, ILogger Logger, CancellationToken Cutting)
{
    private volatile bool _stopping;

    /// <summary>Counts and logs an upstream that was not reached.</summary>
    public void Report(UpstreamFailure failure)
    {
        if (failure.Kind is not (FailureKind.NotAllowed or FailureKind.Loop or FailureKind.Stopped or FailureKind.ProxyAuthentication))
            Counters.AddUpstreamFailure();
        if (failure.Kind == FailureKind.NotAllowed)
            Counters.AddRefusedDestination();
        RelayLog.UpstreamFailed(Logger, failure);
    }

    /// <summary>Opens TLS to upstreams.</summary>
    public required UpstreamTls Tls { get; init; }

    /// <summary>Opens TLS inside tunnels; null where it stays closed.</summary>
    public required Interceptor? Interceptor { get; init; }

    /// <summary>The server takes no more requests; connections close as soon as they are idle.</summary>
    public bool Stopping
    {
        get => _stopping;
        set => _stopping = value;
    }
}
