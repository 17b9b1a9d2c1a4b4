using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>The upstream that one downstream connection's requests go to now, of which there is one at a time.</summary>
internal sealed class CurrentLeg(SocketLink downstream, Conversation conversation, LegDialer dialer)
{
    /// <summary>Null before the first, and where the last one has been left.</summary>
    public UpstreamLeg? Now { get; private set; }

    /// <summary>Takes the upstream that is there where it will do, or leaves it and dials another.</summary>
    /// <returns>Why there is no upstream for the target, or null.</returns>
    public async Task<UpstreamFailure?> ReachAsync(NextRequest next)
    {
        if (Now is { } shared && dialer.CanShare(shared, next.Info!))
        {
            if (await dialer.RefusalAsync(next.Info!) is { } refusal)
                return refusal;
            shared.Info = next.Info!;
            return null;
        }

        if (!await LeaveAsync())
            return null;
        var (leg, failure) = await dialer.DialAsync(next);
        Now = leg;
        return failure;
    }

    /// <summary>Waits for the replies still due and closes the upstream that gave them.</summary>
    /// <returns>
    /// False where no other may follow it on this connection: it has ended by itself, or where its replies end is not known,
    /// so that what it still sends could pass for another's reply.
    /// </returns>
    public async ValueTask<bool> LeaveAsync()
    {
        if (Now is not { } leg)
            return true;
        if (!conversation.Unfollowed)
            await RepliesAsync(leg);
        if (conversation.Unfollowed)
        {
            leg.Ended = true;
            await downstream.FinishSendingAsync();
        }

        if (leg.Ended)
            return false;
        await leg.RetireAsync();
        Now = null;
        return true;
    }

    /// <summary>Waits until all replies due have been sent, or none can come any more.</summary>
    public Task RepliesAsync(UpstreamLeg leg) =>
        leg.Replies is { } replies ? Task.WhenAny(conversation.WhenIdleAsync(), replies) : Task.CompletedTask;
}
