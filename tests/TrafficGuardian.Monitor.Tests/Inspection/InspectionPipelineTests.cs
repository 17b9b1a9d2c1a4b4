using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class InspectionPipelineTests
{
    [Fact]
    public async Task A_key_in_a_request_and_a_command_in_its_response_are_found()
    {
        await using var pipeline = new Pipeline();
        var exchange = pipeline.Begin(WireProtocol.Https);
        exchange.Head(MessageSide.Request, Pipeline.RequestHead);
        exchange.Body(MessageSide.Request, $"note {Rules.Key(1)} end");
        exchange.Finish(MessageSide.Request);
        exchange.Head(MessageSide.Response, Pipeline.ResponseHead);
        exchange.Body(MessageSide.Response, $"run {Rules.Command} now");
        exchange.Finish(MessageSide.Response);
        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();

        var findings = pipeline.Sink.Findings.OrderBy(finding => finding.Direction).ToArray();
        Assert.Equal(["ai_api_key", "pipe_to_shell"], findings.Select(finding => finding.Pattern));
        Assert.Equal([Direction.Outbound, Direction.Inbound], findings.Select(finding => finding.Direction));
        Assert.All(findings, finding => Assert.Equal(("picoclaw", "https", "127.0.0.1", "api.example.com:80"),
            (finding.Platform, finding.Protocol, finding.Source, finding.Dest)));
        Assert.All(findings, finding => Assert.Equal(pipeline.Time.GetUtcNow(), finding.Timestamp));
        Assert.DoesNotContain(Rules.Key(1), string.Concat(findings.Select(finding => finding.Snippet)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_match_that_straddles_pieces_is_found_wherever_they_are_cut()
    {
        var body = Encoding.ASCII.GetBytes($"before {Rules.Key(2)} after");
        await using var pipeline = new Pipeline();
        for (var cut = 1; cut < body.Length; cut++)
        {
            await pipeline.SendAsync(Pipeline.RequestHead, body[..cut], body[cut..]);
            Assert.Single(pipeline.Sink.Findings);
            pipeline.Sink.Findings.Clear();
        }
    }

    [Fact]
    public async Task A_match_that_straddles_two_turns_of_the_workers_is_found()
    {
        await using var pipeline = new Pipeline();
        var key = Rules.Key(3);
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Request, Pipeline.RequestHead);
        exchange.Body(MessageSide.Request, "text " + key[..12]);
        await pipeline.Inspection.FlushAsync();
        Assert.Empty(pipeline.Sink.Findings);

        exchange.Body(MessageSide.Request, key[12..] + " text");
        exchange.Finish(MessageSide.Request);
        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
    }

    [Fact]
    public async Task A_flush_covers_messages_that_are_still_open_as_far_as_they_have_come()
    {
        await using var pipeline = new Pipeline();
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Response, Pipeline.ResponseHead);
        exchange.Body(MessageSide.Response, $"data: {Rules.Command}\n\n");
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(["pipe_to_shell"], pipeline.Sink.Patterns);

        exchange.Body(MessageSide.Response, $"data: tgfetch another pipe\n\n");
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(["pipe_to_shell", "pipe_to_shell"], pipeline.Sink.Patterns);
        Assert.Equal(0, pipeline.Counters.Pending);
    }

    [Fact]
    public async Task Head_trailers_and_interim_responses_are_inspected_each_for_itself()
    {
        await using var pipeline = new Pipeline();
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Request, $"GET /?q={Rules.Key(4)} HTTP/1.1\r\nHost: api.example.com\r\n\r\n");
        exchange.Trailers(MessageSide.Request, $"X-Note: {Rules.Key(5)}\r\n\r\n");
        exchange.Finish(MessageSide.Request);
        exchange.Head(MessageSide.Response, $"HTTP/1.1 103 Early Hints\r\nX-Hint: {Rules.Command}\r\n\r\n");
        exchange.Head(MessageSide.Response, Pipeline.ResponseHead);
        exchange.Body(MessageSide.Response, Rules.Command);
        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(["ai_api_key", "ai_api_key", "pipe_to_shell", "pipe_to_shell"], pipeline.Sink.Patterns);
    }

    [Fact]
    public async Task The_host_of_a_tunnel_is_inspected()
    {
        await using var pipeline = new Pipeline();
        pipeline.Inspection.TunnelRequested(Pipeline.Info(host: Rules.Key(6) + ".example.com"));
        await pipeline.Inspection.FlushAsync();
        var finding = Assert.Single(pipeline.Sink.Findings);
        Assert.Equal("tunnel", finding.Protocol);
    }

    [Fact]
    public async Task What_the_proxy_could_not_read_is_counted_by_reason()
    {
        await using var pipeline = new Pipeline();
        foreach (var reason in Enum.GetValues<NotInspectedReason>())
        {
            pipeline.Inspection.NotInspected(Pipeline.Info(), reason);
            Assert.Equal(1, pipeline.Counters.NotInspected(reason));
        }
    }

    [Fact]
    public async Task A_body_is_looked_at_up_to_the_limit_and_counted_as_cut()
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = 1_024 });
        await pipeline.SendAsync(Pipeline.RequestHead, Encoding.ASCII.GetBytes(new string('.', 900) + " " + Rules.Key(7) + " "));
        Assert.Equal(0, pipeline.Counters.TruncatedBodies);
        Assert.Single(pipeline.Sink.Findings);

        await pipeline.SendAsync(Pipeline.RequestHead, new byte[1_024], Encoding.ASCII.GetBytes(Rules.Key(8)), new byte[9]);
        Assert.Equal(1, pipeline.Counters.TruncatedBodies);
        Assert.Single(pipeline.Sink.Findings);
    }

    [Fact]
    public async Task Copies_never_hold_more_than_the_budget_and_what_found_no_room_is_counted_once_a_message()
    {
        const int Limit = 1_048_576;
        var blocker = new BlockingSink();
        await using var pipeline = new Pipeline(
            options => options with { MemoryBytes = Limit, MaxScanBytes = 67_108_864, Workers = 1 }, sink: blocker);
        await BlockWorkerAsync(pipeline, blocker);

        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Request, Pipeline.RequestHead);
        var piece = new byte[10_000];
        for (var sent = 0; sent < 4 * Limit; sent += piece.Length)
        {
            exchange.OnBody(MessageSide.Request, piece);
            Assert.InRange(pipeline.Inspection.Budget.Used, 0, Limit);
        }

        Assert.Equal(1, pipeline.Counters.NotInspected(NotInspectedReason.Memory));
        exchange.OnClose();
        blocker.Release();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(0, pipeline.Inspection.Budget.Used);

        await pipeline.SendAsync(Pipeline.RequestHead, Encoding.ASCII.GetBytes(Rules.Key(9)));
        Assert.Equal(2, blocker.Written);
    }

    [Fact]
    public async Task Many_tiny_messages_are_bounded_by_the_budget_too()
    {
        const int Limit = 1_048_576;
        var blocker = new BlockingSink();
        await using var pipeline = new Pipeline(options => options with { MemoryBytes = Limit, Workers = 1 }, sink: blocker);
        await BlockWorkerAsync(pipeline, blocker);
        for (var index = 0; index < 20_000; index++)
        {
            pipeline.Inspection.TunnelRequested(Pipeline.Info());
        }

        Assert.InRange(pipeline.Counters.Pending, 100, Limit / 256);
        Assert.True(pipeline.Counters.NotInspected(NotInspectedReason.Memory) > 10_000);
        blocker.Release();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Open_messages_give_back_what_they_held_when_they_end()
    {
        await using var pipeline = new Pipeline();
        var exchanges = Enumerable.Range(0, 20).Select(_ => pipeline.Begin()).ToArray();
        foreach (var exchange in exchanges)
        {
            exchange.Head(MessageSide.Response, Pipeline.ResponseHead);
            exchange.Body(MessageSide.Response, "data: some\n\n");
        }

        await pipeline.Inspection.FlushAsync();
        Assert.InRange(pipeline.Inspection.Budget.Used, 1, 2_000_000);
        Array.ForEach(exchanges, exchange => exchange.OnClose());
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task A_sink_that_throws_stops_neither_the_worker_nor_another_sink()
    {
        await using var pipeline = new Pipeline(sink: new ThrowingSink());
        await pipeline.SendAsync(Pipeline.RequestHead, Encoding.ASCII.GetBytes(Rules.Key(10)));
        await pipeline.SendAsync(Pipeline.RequestHead, Encoding.ASCII.GetBytes(Rules.Key(11)));
        Assert.Equal(2, pipeline.Gate.Snapshot().Total);
    }

    [Fact]
    public async Task New_rules_hold_for_messages_that_begin_after_the_reload()
    {
        await using var pipeline = new Pipeline();
        var open = pipeline.Begin();
        open.Head(MessageSide.Request, Pipeline.RequestHead);
        await pipeline.Inspection.FlushAsync();
        pipeline.Inspection.Reload(Rules.Make("ai_api_key"));
        open.Body(MessageSide.Request, Rules.Key(12));
        open.OnClose();
        await pipeline.SendAsync(Pipeline.RequestHead, Encoding.ASCII.GetBytes(Rules.Key(13)));
        Assert.Single(pipeline.Sink.Findings);
    }

    [Fact]
    public async Task Calls_that_come_after_the_end_change_nothing()
    {
        await using var pipeline = new Pipeline();
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Request, Pipeline.RequestHead);
        exchange.OnClose();
        exchange.Body(MessageSide.Request, Rules.Key(14));
        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Empty(pipeline.Sink.Findings);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Many_exchanges_from_many_threads_are_all_inspected()
    {
        await using var pipeline = new Pipeline(options => options with { Workers = 3 });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var index = 0; index < 200; index++)
            {
                var exchange = pipeline.Begin();
                exchange.Head(MessageSide.Request, Pipeline.RequestHead);
                foreach (var character in Rules.Key((thread * 1_000) + index))
                {
                    exchange.Body(MessageSide.Request, character.ToString());
                }

                exchange.OnClose();
            }
        })));
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(1_600, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
        Assert.Equal(0, pipeline.Counters.Pending);
    }

    [Fact]
    public async Task Disposing_inspects_what_has_passed()
    {
        var pipeline = new Pipeline();
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Request, Pipeline.RequestHead);
        exchange.Body(MessageSide.Request, Rules.Key(15));
        await pipeline.DisposeAsync();
        Assert.Single(pipeline.Sink.Findings);
        await pipeline.DisposeAsync();
        await pipeline.Inspection.FlushAsync();
    }

    [Fact]
    public async Task The_contexts_of_a_connection_are_made_once()
    {
        await using var pipeline = new Pipeline();
        var info = Pipeline.Info();
        pipeline.Inspection.BeginExchange(info);
        var first = info.ObserverState;
        pipeline.Inspection.BeginExchange(info);
        Assert.IsType<ExchangeContexts>(first);
        Assert.Same(first, info.ObserverState);
    }

    private static async Task BlockWorkerAsync(Pipeline pipeline, BlockingSink blocker)
    {
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Request, Pipeline.RequestHead);
        exchange.Body(MessageSide.Request, Rules.Key(99));
        exchange.OnClose();
        await blocker.Entered;
    }

    private sealed class ThrowingSink : IFindingSink
    {
        public void Write(Finding finding) => throw new InvalidOperationException("broken");
    }
}
