using System.Runtime.CompilerServices;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Receives the heads of one client's requests, each of which has to be whole in time once it has begun.</summary>
internal sealed class HeadReceiver(SocketLink downstream, Conversation conversation, ProxyOptions options)
{
    private HeadFinder _finder;

    /// <summary>Receives the rest of a head that has begun.</summary>
    /// <returns>
    /// Its state and length. <see cref="HeadStatus.NeedMore"/> where none will be whole: the client sends no more, and the length is what
    /// the last receive gave, or the connection carries another protocol by now.
    /// </returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(HeadStatus Status, int Length)> ReceiveAsync()
    {
        // Most heads come in one piece; only one that does not is worth a timer.
        var status = Find(out var length);
        return status == HeadStatus.NeedMore ? await ReceiveRestAsync() : (status, length);
    }

    /// <summary>Where the start line of the head that has come begins. The next call of <see cref="ReceiveAsync"/> is for another one.</summary>
    public int TakeStart()
    {
        var start = _finder.Start;
        _finder = default;
        return start;
    }

    /// <summary>Whoever sends a byte now and then must not keep the connection by it.</summary>
    private async Task<(HeadStatus Status, int Length)> ReceiveRestAsync()
    {
        using var limit = new CancellationTokenSource(options.HeadTimeout, options.Time);
        while (true)
        {
            if (!await downstream.WaitAsync(limit.Token))
                return (HeadStatus.TooSlow, 0);
            var received = await downstream.ReceiveAsync();
            if (received <= 0 || conversation.Upgraded)
                return (HeadStatus.NeedMore, received);
            var status = Find(out var length);
            if (status != HeadStatus.NeedMore)
                return (status, length);
        }
    }

    private HeadStatus Find(out int length) => _finder.Find(downstream.Unread.Span, options.MaxHeadBytes, out length);
}
