using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Watches HTTP/1 messages pass in both directions of a connection, and whatever protocol they change it to.</summary>
internal sealed class Http1Observer : IStreamObserver
{
    private readonly Conversation _conversation;
    private readonly RequestFollower _requests;
    private readonly ResponseFollower _responses;
    private volatile bool _upstreamEnded;

    public Http1Observer(Conversation conversation, ExchangeInfo info, int maxHeadBytes)
    {
        _conversation = conversation;
        _requests = new RequestFollower(conversation, info, maxHeadBytes);
        _responses = new ResponseFollower(conversation, _requests, info, maxHeadBytes);
    }

    public void OnDownstream(ReadOnlySpan<byte> data) => _requests.Take(data);

    public void OnUpstream(ReadOnlySpan<byte> data) => _responses.Take(data);

    public void OnDownstreamEnd(bool aborted)
    {
        _requests.End(aborted);
        if (_upstreamEnded)
            _conversation.EndResponses();
    }

    public void OnUpstreamEnd(bool aborted)
    {
        // The other direction may take over from the moment that this is set, so what is ended here is ended before.
        _responses.End(aborted);
        _upstreamEnded = true;
        _conversation.EndResponses();
    }
}
