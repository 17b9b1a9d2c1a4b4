using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// Copies one exchange for inspection. Each side's copy is made when its first byte comes; neither object is reused,
/// so that a call that comes late can never touch another exchange.
/// </summary>
internal sealed class ExchangeCopy(InspectionPipeline pipeline, ExchangeContexts contexts) : IExchangeObserver
{
    private MessageCopy? _request;
    private MessageCopy? _response;

    public void OnHead(MessageSide side, ReadOnlySpan<byte> head) => CopyOf(side).Append(PieceKind.Head, head);

    public void OnBody(MessageSide side, ReadOnlySpan<byte> data) => CopyOf(side).Append(PieceKind.Body, data);

    public void OnTrailers(MessageSide side, ReadOnlySpan<byte> trailers) => CopyOf(side).Append(PieceKind.Trailers, trailers);

    public void OnEnd(MessageSide side, MessageEnd end) => (side == MessageSide.Request ? _request : _response)?.End();

    public void OnClose()
    {
        _request?.End();
        _response?.End();
    }

    private MessageCopy CopyOf(MessageSide side) => side == MessageSide.Request
        ? _request ??= new MessageCopy(pipeline, contexts.Outbound)
        : _response ??= new MessageCopy(pipeline, contexts.Inbound);
}
