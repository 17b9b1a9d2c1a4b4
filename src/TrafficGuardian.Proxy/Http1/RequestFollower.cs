using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Follows the requests of a connection that is relayed as it is.</summary>
internal sealed class RequestFollower(Conversation conversation, ExchangeInfo info, int maxHeadBytes)
    : MessageFollower(maxHeadBytes, MessageSide.Request)
{
    protected override bool IsStartLine(ReadOnlySpan<byte> line) => RequestHead.IsRequestLine(line);

    protected override bool OnHead(ReadOnlySpan<byte> head, int start, out Exchange? exchange, out BodyFraming framing)
    {
        exchange = null;
        framing = default;
        if (conversation.Upgraded || conversation.IsFull || !RequestHead.TryParse(head, start, out var request))
            return false;

        framing = request.Framing;
        if (!framing.Certain)
            conversation.MarkUnread(info);
        exchange = conversation.Begin(info, request.Kind, head);
        conversation.Expect(exchange);
        return true;
    }

    protected override void OnLost() => conversation.MarkUnread(info);
}
