using System.Net;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.WebSockets;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>An observer, what it reported, and how bytes reach it.</summary>
internal sealed class WebSocketConnection
{
    public static readonly WebSocketDeflate BothTakeOver = new(RequestTakeover: true, ResponseTakeover: true);

    private readonly WebSocketObserver _observer;
    private readonly int _piece;

    /// <param name="deflate">What was agreed on.</param>
    /// <param name="unknown">An extension that isn't known was agreed on.</param>
    /// <param name="piece">Bytes are handed over in pieces of this length.</param>
    public WebSocketConnection(WebSocketDeflate? deflate = null, bool unknown = false, int piece = int.MaxValue)
    {
        _piece = piece;
        var info = new ExchangeInfo(IPAddress.Loopback, "example.test", 80, WireProtocol.WebSocket);
        _observer = new WebSocketObserver(info, new NegotiatedExtensions(deflate, unknown), Recorder, Counters);
    }

    public RecordingObserver Recorder { get; } = new();

    public ProxyCounters Counters { get; } = new();

    public RecordedWebSocket Told => Assert.Single(Recorder.WebSockets);

    public void Downstream(params byte[][] frames) => Send(WebSocketWire.Join(frames), data => _observer.OnDownstream(data));

    public void Upstream(params byte[][] frames) => Send(WebSocketWire.Join(frames), data => _observer.OnUpstream(data));

    public void DownstreamEnd(bool aborted = false) => _observer.OnDownstreamEnd(aborted);

    public void UpstreamEnd(bool aborted = false) => _observer.OnUpstreamEnd(aborted);

    public void End()
    {
        DownstreamEnd();
        UpstreamEnd();
        Assert.True(Told.IsClosed);
        Assert.Equal(0, Told.Mistakes);
    }

    private void Send(byte[] bytes, Action<byte[]> send)
    {
        foreach (var piece in bytes.Length <= _piece ? [bytes] : bytes.Chunk(_piece))
            send(piece);
    }
}
