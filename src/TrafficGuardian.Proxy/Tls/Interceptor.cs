using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>What all intercepted connections of one server share. Thread-safe.</summary>
internal sealed class Interceptor
{
    /// <summary>Hosts whose certificates are kept ready.</summary>
    private const int MaxLeaves = 1024;

    private readonly InterceptionOptions _options;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _until;

    public Interceptor(InterceptionOptions options, UpstreamTls upstream, TimeSpan handshakeLimit, TimeProvider time)
    {
        _options = options;
        _time = time;
        _from = new DateTimeOffset(options.Authority.NotBefore);
        _until = new DateTimeOffset(options.Authority.NotAfter);
        Upstream = upstream;
        Downstream = new DownstreamTls(new LeafCache(new LeafIssuer(options.Authority, time), time, MaxLeaves), handshakeLimit, time);
        Pinning = new PinningMemory(time);
    }

    public UpstreamTls Upstream { get; }

    public DownstreamTls Downstream { get; }

    public PinningMemory Pinning { get; }

    /// <summary>Why a tunnel's TLS stays closed before a byte of it is seen, or null.</summary>
    public NotInspectedReason? Exempts(ExchangeInfo info) =>
        !_options.Intercepts(info.Host, info.Port) ? NotInspectedReason.Bypass
        : !IsValidNow ? NotInspectedReason.Certificate
        : Pinning.IsBypassed(info.Client, info.Host, info.Port) ? NotInspectedReason.Pinning
        : null;

    /// <summary>No client accepts what a CA signs that has expired, so none is made to try.</summary>
    private bool IsValidNow => _time.GetUtcNow() is var now && now >= _from && now < _until;

    /// <summary>Whether a certificate for this name would be worth anything.</summary>
    public bool CanVouchFor(string name) => _options.CanVouchFor(name);
}
