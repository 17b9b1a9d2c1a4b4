using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.WebSockets;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Follows the responses of a connection and gives each to the exchange that it is due to.</summary>
internal sealed class ResponseFollower(Conversation conversation, RequestFollower requests, ExchangeInfo info, int maxHeadBytes)
    : MessageFollower(maxHeadBytes, MessageSide.Response)
{
    private const int SwitchingProtocols = 101;

    public override void End(bool aborted)
    {
        base.End(aborted);
        requests.Decided(due: null);
        conversation.Successor?.OnUpstreamEnd(aborted);
    }

    protected override bool Diverts(ReadOnlySpan<byte> data)
    {
        if (conversation.Successor is not { } successor)
            return false;
        successor.OnUpstream(data);
        return true;
    }

    protected override bool IsStartLine(ReadOnlySpan<byte> line) => StatusLine.TryParse(line, out _);

    protected override bool OnHead(ReadOnlySpan<byte> head, int start, out Exchange? exchange, out BodyFraming framing)
    {
        exchange = null;
        framing = default;
        var due = conversation.Due;
        var lines = head[start..];
        if (due is null || !StatusLine.TryParse(HeaderLines.Next(ref lines), out var status))
            return false;

        due.Head(MessageSide.Response, head);
        if (status.Code == SwitchingProtocols || (due.Kind == RequestKind.Connect && status.Code is >= 200 and < 300))
        {
            OnUpgrade(due, status.Code == SwitchingProtocols ? UpgradeReply.ReadWebSocket(lines) : null);
            return true;
        }

        if (status.Code < 200)
            return true;

        framing = BodyFraming.OfResponse(HeaderLines.Read(lines), status, due.Kind);
        if (!framing.Certain)
            conversation.MarkUnread(info);
        exchange = due;
        requests.Decided(due);
        return true;
    }

    protected override void OnMessageEnd() => conversation.Answered();

    protected override void OnLost() => conversation.MarkUnread(info);

    protected override void OnDoubtful() => conversation.MarkUnread(info);

    private void OnUpgrade(Exchange due, NegotiatedExtensions? webSocket)
    {
        conversation.Upgrade(info, webSocket);
        due.End(MessageSide.Response, MessageEnd.Complete);
        requests.Decided(due);
    }
}
