using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TrafficGuardian.Detection;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary>A pipeline with everything around it, and the traffic of a made-up agent.</summary>
internal sealed class Pipeline : IAsyncDisposable
{
    public const string RequestHead = "POST /v1/things HTTP/1.1\r\nHost: api.example.com\r\n\r\n";
    public const string ResponseHead = "HTTP/1.1 200 OK\r\n\r\n";

    public Pipeline(
        Func<InspectionOptions, InspectionOptions>? change = null,
        Detector? detector = null,
        IFindingSink? sink = null,
        FindingGateOptions? gate = null)
    {
        Gate = new FindingGate(
            gate ?? new FindingGateOptions { DedupWindow = TimeSpan.Zero }, [sink ?? Sink], Time, NullLogger.Instance);
        var options = new InspectionOptions { Platform = "picoclaw", Workers = 2 };
        Inspection = new InspectionPipeline(
            change?.Invoke(options) ?? options, detector ?? Rules.Detector, Gate, Time, NullLogger.Instance);
    }

    public FakeTime Time { get; } = new();

    public CollectingSink Sink { get; } = new();

    public FindingGate Gate { get; }

    public InspectionPipeline Inspection { get; }

    public InspectionCounters Counters => Inspection.Counters;

    public static ExchangeInfo Info(WireProtocol protocol = WireProtocol.Http, string host = "api.example.com") =>
        new(IPAddress.Loopback, host, 80, protocol);

    public static string EncodedHead(string codings) =>
        $"POST / HTTP/1.1\r\nHost: api.example.com\r\nContent-Encoding: {codings}\r\n\r\n";

    public IExchangeObserver Begin(WireProtocol protocol = WireProtocol.Http) => Inspection.BeginExchange(Info(protocol))!;

    public IWebSocketObserver BeginSocket(WebSocketDeflate? deflate = null, WireProtocol protocol = WireProtocol.WebSocket) =>
        Inspection.BeginWebSocket(Info(protocol), deflate);

    /// <summary>Sends one request, its body in pieces, and has it inspected.</summary>
    public async Task SendAsync(string head, params byte[][] pieces)
    {
        var exchange = Begin();
        exchange.OnHead(MessageSide.Request, Encoding.Latin1.GetBytes(head));
        foreach (var piece in pieces)
        {
            exchange.OnBody(MessageSide.Request, piece);
        }

        exchange.OnEnd(MessageSide.Request, MessageEnd.Complete);
        exchange.OnClose();
        await Inspection.FlushAsync();
    }

    public ValueTask DisposeAsync() => Inspection.DisposeAsync();
}
