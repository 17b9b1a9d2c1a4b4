using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Follows the responses of a connection and gives each to the exchange that it is due to.</summary>
internal sealed class ResponseFollower(Conversation conversation, ExchangeInfo info, int maxHeadBytes)
    : MessageFollower(maxHeadBytes, MessageSide.Response)
{
    private const int SwitchingProtocols = 101;

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
            conversation.Answered(upgraded: true);
            due.End(MessageSide.Response, MessageEnd.Complete);
            return false;
        }

        if (status.Code < 200)
            return true;

        framing = BodyFraming.OfResponse(HeaderLines.Read(lines), status, due.Kind);
        if (!framing.Certain)
            conversation.MarkUnread(info);
        exchange = due;
        return true;
    }

    protected override void OnMessageEnd() => conversation.Answered();

    protected override void OnLost() => conversation.MarkUnread(info);
}
