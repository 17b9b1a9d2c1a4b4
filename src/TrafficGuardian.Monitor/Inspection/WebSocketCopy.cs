using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>Copies one WebSocket connection for inspection. Each side's copy is made when its first message comes.</summary>
internal sealed class WebSocketCopy(InspectionPipeline pipeline, ExchangeContexts contexts, WebSocketDeflate? deflate) : IWebSocketObserver
{
    private WebSocketSide? _request;
    private WebSocketSide? _response;

    public void OnMessage(MessageSide side, bool compressed) => SideOf(side).Begin(compressed);

    public void OnData(MessageSide side, ReadOnlySpan<byte> data) => SideOf(side).Append(data);

    public void OnMessageEnd(MessageSide side, MessageEnd end) => SideOf(side).EndMessage(end);

    public void OnControl(MessageSide side, ReadOnlySpan<byte> payload) => SideOf(side).Control(payload);

    public void OnClose()
    {
        _request?.End();
        _response?.End();
    }

    private WebSocketSide SideOf(MessageSide side) => side == MessageSide.Request
        ? _request ??= new WebSocketSide(pipeline, contexts.Outbound, deflate is { RequestTakeover: true })
        : _response ??= new WebSocketSide(pipeline, contexts.Inbound, deflate is { ResponseTakeover: true });
}
