using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Relays the replies of one upstream after another to a downstream connection.</summary>
internal sealed class ReplyRelay(RelayContext context, Link downstream, Conversation conversation)
{
    /// <summary>Relays all replies of an upstream, and passes on the manner of its end.</summary>
    /// <param name="leg">The upstream.</param>
    /// <param name="sent">Called each time all that was received has been sent.</param>
    public async Task RunAsync(UpstreamLeg leg, Action sent)
    {
        var observer = new Http1Observer(conversation, leg.Info, context.Options.MaxHeadBytes);
        var pump = new Pump(leg.Link, downstream, observer, MessageSide.Response, context.Counters) { Sent = sent };
        var end = await pump.RunAsync();
        if (leg.Retired)
            return;
        if (downstream.Closed)
        {
            leg.Link.Abort();
            return;
        }

        if (end == PumpEnd.SinkCut)
        {
            downstream.Abort();
            leg.Link.Abort();
        }
        else if (!pump.Any)
        {
            await AnswerInsteadAsync(leg);
        }
        else if (end == PumpEnd.SourceCut)
        {
            downstream.Abort();
        }
        else
        {
            await downstream.FinishSendingAsync();
        }
    }

    /// <summary>Sends an answer of our own, the last thing that the client gets.</summary>
    public async ValueTask AnswerAsync(byte[] answer, RequestKind kind)
    {
        await downstream.SendAsync(kind == RequestKind.Head ? Answer.WithoutText(answer) : answer);
        await downstream.FinishSendingAsync();
    }

    /// <summary>The upstream closed without a byte: a client could not tell that from a fault of ours.</summary>
    private async Task AnswerInsteadAsync(UpstreamLeg leg)
    {
        var peer = leg.Heads.ToProxy && leg.Proxy is { } proxy ? $"{proxy.Host}:{proxy.Port}" : leg.Info.Destination;
        var failure = new UpstreamFailure(FailureKind.Protocol, peer, "closed the connection without an answer")
        {
            AtProxy = leg.Heads.ToProxy,
        };
        context.Report(failure);
        await AnswerAsync(Answer.Failed(failure), leg.FirstKind);
    }
}
