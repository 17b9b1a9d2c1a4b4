using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>The upstream connection that a downstream connection's requests go to, and how it is used.</summary>
internal sealed class UpstreamLeg(Link link, UpstreamProxy? proxy, ExchangeInfo info, ForwardedHead heads)
{
    private volatile bool _ended;
    private volatile bool _retired;

    public Link Link => link;

    public UpstreamProxy? Proxy => proxy;

    /// <summary>Whom the latest request on it was for.</summary>
    public ExchangeInfo Info { get; set; } = info;

    /// <summary>How requests' heads are written for it.</summary>
    public ForwardedHead Heads => heads;

    /// <summary>What relays its replies; null until the first request.</summary>
    public Task? Replies { get; set; }

    /// <summary>The first request's kind, which an answer in the upstream's stead must suit.</summary>
    public RequestKind FirstKind { get; set; }

    /// <summary>No further reply comes from it.</summary>
    public bool Ended
    {
        get => _ended;
        set => _ended = value;
    }

    /// <summary>It was closed in favour of another upstream; its end means nothing to the downstream.</summary>
    public bool Retired => _retired;

    /// <summary>Closes it and waits until nothing of it is relayed any more.</summary>
    public async Task RetireAsync()
    {
        _retired = true;
        link.Finish();
        if (Replies is not null)
            await Replies;
        link.Dispose();
        link.Release();
    }
}
