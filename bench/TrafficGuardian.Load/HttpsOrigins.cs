using System.Net;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load;

/// <summary>The servers at the far end: one for HTTP/1.1, one for HTTP/2, with certificates of the same CA.</summary>
internal sealed class HttpsOrigins : IDisposable
{
    private readonly ServerTls _tls;
    private readonly Origin _http1;
    private readonly Http2Origin _http2;

    public HttpsOrigins()
    {
        _tls = new ServerTls(Authority);
        _tls.Prepare([ClientTls.HostName(0)]);
        _http1 = new Origin(0, _tls);
        _http2 = Http2Origin.StartAsync(Authority).GetAwaiter().GetResult();
    }

    public Authority Authority { get; } = new("Origin");

    public IPEndPoint Http1 => _http1.Endpoint;

    public IPEndPoint Http2 => _http2.Endpoint;

    /// <summary>Makes certificates ahead, so that no measured handshake waits for one.</summary>
    public void Prepare(IEnumerable<string> hosts) => _tls.Prepare(hosts);

    public void Dispose()
    {
        _http1.Dispose();
        _http2.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Authority.Dispose();
    }
}
