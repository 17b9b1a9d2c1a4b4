using System.Text;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Http2;

/// <summary>Keeps what was reported as readable lines, one list an exchange; body pieces of one side are joined.</summary>
internal sealed class Http2Recorder : ITrafficObserver
{
    private readonly List<Exchange> _exchanges = [];

    public List<NotInspectedReason> NotInspected { get; } = [];

    public List<RecordedWebSocket> WebSockets { get; } = [];

    public IReadOnlyList<IReadOnlyList<string>> Exchanges => [.. _exchanges.Select(e => e.Lines())];

    public string Trace => string.Join("\n", _exchanges.Select((e, i) => $"[{i}]\n{string.Join("\n", e.Lines())}"));

    public IExchangeObserver? BeginExchange(ExchangeInfo info)
    {
        var exchange = new Exchange();
        _exchanges.Add(exchange);
        return exchange;
    }

    public IWebSocketObserver? BeginWebSocket(ExchangeInfo info, WebSocketDeflate? deflate)
    {
        var webSocket = new RecordedWebSocket(info, deflate);
        WebSockets.Add(webSocket);
        return webSocket;
    }

    public void TunnelRequested(ExchangeInfo info) => throw new InvalidOperationException();

    void ITrafficObserver.NotInspected(ExchangeInfo info, NotInspectedReason reason) => NotInspected.Add(reason);

    private sealed class Exchange : IExchangeObserver
    {
        private readonly List<string> _request = [];
        private readonly List<string> _response = [];
        private bool _closed;

        public IReadOnlyList<string> Lines() => [.. _request, .. _response, .. _closed ? ["closed"] : Array.Empty<string>()];

        public void OnHead(MessageSide side, ReadOnlySpan<byte> head) => Add(side, "head", head);

        public void OnBody(MessageSide side, ReadOnlySpan<byte> data)
        {
            List<string> lines = Of(side);
            string start = $"{side} body ";
            if (lines.Count > 0 && lines[^1].StartsWith(start, StringComparison.Ordinal))
            {
                lines[^1] += Encoding.Latin1.GetString(data);
            }
            else
            {
                Add(side, "body", data);
            }
        }

        public void OnTrailers(MessageSide side, ReadOnlySpan<byte> trailers) => Add(side, "trailers", trailers);

        public void OnEnd(MessageSide side, MessageEnd end) => Add(side, end.ToString(), default);

        public void OnClose()
        {
            Assert.False(_closed);
            _closed = true;
        }

        private void Add(MessageSide side, string what, ReadOnlySpan<byte> text)
        {
            Assert.False(_closed);
            string shown = Encoding.Latin1.GetString(text).Replace("\r\n", "|", StringComparison.Ordinal);
            Of(side).Add(shown.Length == 0 ? $"{side} {what}" : $"{side} {what} {shown}");
        }

        private List<string> Of(MessageSide side) => side == MessageSide.Request ? _request : _response;
    }
}
