using System.Net;
using TrafficGuardian.Proxy.Http2;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.Http2;

/// <summary>An observer, what it reported, and how bytes reach it.</summary>
internal sealed class Http2Connection
{
    private readonly Http2Observer _observer;
    private readonly int _piece;

    /// <param name="maxHeadBytes">As the observer takes it.</param>
    /// <param name="piece">Bytes are handed over in pieces of this length.</param>
    public Http2Connection(int maxHeadBytes = 65_536, int piece = int.MaxValue)
    {
        _piece = piece;
        var info = new ExchangeInfo(IPAddress.Loopback, "example.test", 80, WireProtocol.Http);
        _observer = new Http2Observer(info, Recorder, Counters, maxHeadBytes);
    }

    public Http2Recorder Recorder { get; } = new();

    public ProxyCounters Counters { get; } = new();

    /// <summary>A connection whose two ends have greeted each other.</summary>
    public static Http2Connection Open(int maxHeadBytes = 65_536)
    {
        var connection = new Http2Connection(maxHeadBytes);
        connection.Downstream(Http2Wire.Preface, Http2Wire.Settings());
        connection.Upstream(Http2Wire.Settings(), Http2Wire.SettingsAck());
        return connection;
    }

    public void Downstream(params byte[][] frames) => Send(Http2Wire.Join(frames), data => _observer.OnDownstream(data));

    public void Upstream(params byte[][] frames) => Send(Http2Wire.Join(frames), data => _observer.OnUpstream(data));

    public void DownstreamEnd(bool aborted = false) => _observer.OnDownstreamEnd(aborted);

    public void UpstreamEnd(bool aborted = false) => _observer.OnUpstreamEnd(aborted);

    private void Send(byte[] bytes, Action<byte[]> send)
    {
        foreach (byte[] piece in bytes.Length <= _piece ? [bytes] : bytes.Chunk(_piece))
        {
            send(piece);
        }
    }
}
