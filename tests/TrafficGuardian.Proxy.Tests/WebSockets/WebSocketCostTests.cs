using System.Net;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.WebSockets;
using static TrafficGuardian.Proxy.Tests.WebSockets.WebSocketWire;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

public sealed class WebSocketCostTests
{
    private readonly ByteCounter _told = new();
    private readonly WebSocketObserver _observer;

    public WebSocketCostTests()
    {
        var info = new ExchangeInfo(IPAddress.Loopback, "example.test", 80, WireProtocol.WebSocket);
        _observer = new WebSocketObserver(info, default, _told, new ProxyCounters());
    }

    [Fact]
    public void Frames_cost_no_allocation()
    {
        var client = Join(Client(Text, new string('x', 3_000)), Client(Fin | Ping, "ping"), Client(Fin | Continuation, "y"));
        var server = Join(Server(Fin | Text, new string('x', 3_000)), Server(Fin | Pong, "pong"));
        Assert.InRange(AllocatedBy(() =>
        {
            _observer.OnDownstream(client);
            _observer.OnUpstream(server);
        }), 0, 1_000);
        Assert.Equal(1_100 * (3_000 + 4 + 1 + 3_000 + 4), _told.Bytes);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    public void A_giant_length_costs_nothing_before_its_bytes_come(long length)
    {
        _observer.OnUpstream(Header(Fin | Binary, length, masked: false));
        _observer.OnDownstream(Join(Header(Fin | Binary, length, masked: true), [1, 2, 3, 4]));
        var piece = new byte[1_000];
        Assert.InRange(AllocatedBy(() =>
        {
            _observer.OnUpstream(piece);
            _observer.OnDownstream(piece);
        }), 0, 1_000);
        Assert.Equal((1_100 * 2_000, 0), (_told.Bytes, _told.NotInspectedTold));
    }

    /// <summary>Bytes allocated by 1,000 calls, behind 100 others.</summary>
    private static long AllocatedBy(Action act)
    {
        for (var i = 0; i < 100; i++)
            act();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
