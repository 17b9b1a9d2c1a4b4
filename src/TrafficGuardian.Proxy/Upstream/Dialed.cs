namespace TrafficGuardian.Proxy.Upstream;

/// <summary>The result of reaching out: a connection or a failure.</summary>
internal readonly record struct Dialed(SocketLink? Link, UpstreamFailure? Failure)
{
    public static Dialed Failed(UpstreamFailure failure) => new(null, failure);
}
