using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>What all intercepted connections of one server share. Thread-safe.</summary>
internal sealed class Interceptor
{
    /// <summary>Hosts whose certificates are kept ready.</summary>
    private const int MaxLeaves = 1024;

    private readonly InterceptionOptions _options;

    public Interceptor(InterceptionOptions options, UpstreamTls upstream, TimeSpan handshakeLimit, TimeProvider time)
    {
        _options = options;
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
        : Pinning.IsBypassed(info.Client, info.Host, info.Port) ? NotInspectedReason.Pinning
        : null;

    /// <summary>Whether a certificate for this name would be worth anything.</summary>
    public bool CanVouchFor(string name) => _options.CanVouchFor(name);
}
