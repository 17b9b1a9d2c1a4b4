using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Watches HTTP/1 messages pass in both directions of a connection.</summary>
internal sealed class Http1Observer(Conversation conversation, ExchangeInfo info, int maxHeadBytes) : IStreamObserver
{
    private readonly RequestFollower _requests = new(conversation, info, maxHeadBytes);
    private readonly ResponseFollower _responses = new(conversation, info, maxHeadBytes);

    private volatile bool _upstreamEnded;

    public void OnDownstream(ReadOnlySpan<byte> data) => _requests.Take(data);

    public void OnUpstream(ReadOnlySpan<byte> data) => _responses.Take(data);

    public void OnDownstreamEnd(bool aborted)
    {
        _requests.End(aborted);
        if (_upstreamEnded)
            conversation.EndResponses();
    }

    public void OnUpstreamEnd(bool aborted)
    {
        // The other direction may take over from the moment that this is set, so what is ended here is ended before.
        _responses.End(aborted);
        _upstreamEnded = true;
        conversation.EndResponses();
    }
}
