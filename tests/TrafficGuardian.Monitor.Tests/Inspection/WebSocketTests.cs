using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class WebSocketTests
{
    [Theory]
    [InlineData(WireProtocol.WebSocket, "ws")]
    [InlineData(WireProtocol.WebSocketSecure, "wss")]
    public async Task A_key_that_is_sent_and_a_command_that_comes_are_found(WireProtocol protocol, string name)
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket(protocol: protocol);
        socket.Message(MessageSide.Request, $"note {Rules.Key(1)} end");
        socket.Message(MessageSide.Response, $"run {Rules.Command} now");
        await pipeline.Inspection.FlushAsync();

        var findings = pipeline.Sink.Findings.OrderBy(finding => finding.Direction).ToArray();
        Assert.Equal(["ai_api_key", "pipe_to_shell"], findings.Select(finding => finding.Pattern));
        Assert.Equal([Direction.Outbound, Direction.Inbound], findings.Select(finding => finding.Direction));
        Assert.All(findings, finding => Assert.Equal(
            (name, "127.0.0.1", "api.example.com:80"), (finding.Protocol, finding.Source, finding.Dest)));
        Assert.DoesNotContain(Rules.Key(1), string.Concat(findings.Select(finding => finding.Snippet)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_message_is_a_message_of_its_own()
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket();
        var key = Rules.Key(2);
        socket.Message(MessageSide.Request, key[..12]);
        socket.Message(MessageSide.Request, key[12..]);
        await pipeline.Inspection.FlushAsync();
        // A secret that goes on in the next message is one all the same.
        Assert.Single(pipeline.Sink.Findings);

        // What ends one message does not stand beside what begins the next.
        socket.Message(MessageSide.Request, "abc");
        socket.Message(MessageSide.Request, key);
        socket.Message(MessageSide.Request, "abc");
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(2, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_message_may_come_in_fragments(int cut)
    {
        await using var pipeline = new Pipeline();
        var frames = new SocketFrames(MessageSide.Request, takeover: null);
        await frames.SendAsync("before " + Rules.Key(3)[..9], isLast: false);
        await frames.SendAsync(Rules.Key(3)[9..], isLast: false);
        await frames.SendAsync(" after");
        frames.TellTo(pipeline.BeginSocket(), cut);
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
    }

    [Fact]
    public async Task A_message_that_is_long_in_coming_is_looked_at_as_far_as_it_has_come()
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket();
        socket.OnMessage(MessageSide.Response, compressed: false);
        socket.Data(MessageSide.Response, $"line {Rules.Command}\n");
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.NotEqual(0, pipeline.Inspection.Budget.Used);

        socket.Data(MessageSide.Response, "line tgfetch another pipe\n");
        socket.OnMessageEnd(MessageSide.Response, MessageEnd.Complete);
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(2, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Control_payloads_are_looked_at_and_do_not_touch_the_message_around_them()
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket();
        var key = Rules.Key(4);
        socket.OnMessage(MessageSide.Request, compressed: false);
        socket.Data(MessageSide.Request, key[..10]);
        socket.Control(MessageSide.Request, Rules.Key(5));
        socket.Data(MessageSide.Request, key[10..]);
        socket.OnMessageEnd(MessageSide.Request, MessageEnd.Complete);
        socket.Control(MessageSide.Response, Rules.Command);
        socket.Control(MessageSide.Response, "");
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(["ai_api_key", "ai_api_key", "pipe_to_shell"], pipeline.Sink.Patterns);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task A_message_is_looked_at_up_to_the_limit_and_the_next_one_again_from_its_start()
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = 1_024 });
        var socket = pipeline.BeginSocket();
        socket.Message(MessageSide.Request, new string('.', 1_100) + Rules.Key(6));
        socket.Message(MessageSide.Request, Rules.Key(7));
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Counters.TruncatedBodies);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task A_message_that_finds_no_memory_is_counted_and_the_next_one_is_read()
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket();
        socket.OnMessage(MessageSide.Request, compressed: false);
        socket.Data(MessageSide.Request, "some");
        await pipeline.Inspection.FlushAsync();
        var rest = pipeline.Inspection.Options.MemoryBytes - pipeline.Inspection.Budget.Used;
        Assert.True(pipeline.Inspection.Budget.TryTake(rest));

        // The one that is open, one that can't begin, and a control frame.
        socket.Data(MessageSide.Request, new string('.', 2_000) + Rules.Key(8));
        socket.OnMessageEnd(MessageSide.Request, MessageEnd.Complete);
        socket.Message(MessageSide.Request, Rules.Key(9));
        socket.Control(MessageSide.Request, Rules.Key(9));
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(3, pipeline.Counters.NotInspected(NotInspectedReason.Memory));
        Assert.Empty(pipeline.Sink.Findings);

        pipeline.Inspection.Budget.Give(rest);
        socket.Message(MessageSide.Request, Rules.Key(10));
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task A_message_that_was_cut_off_is_looked_at_when_the_connection_closes()
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket();
        socket.OnMessage(MessageSide.Request, compressed: false);
        socket.Data(MessageSide.Request, Rules.Key(11));
        socket.OnClose();
        socket.Message(MessageSide.Request, Rules.Key(12));
        socket.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Thousands_of_idle_connections_hold_no_inspection_memory()
    {
        await using var pipeline = new Pipeline();
        var sockets = Enumerable.Range(0, 2_000).Select(_ => pipeline.BeginSocket()).ToArray();
        foreach (var socket in sockets)
        {
            socket.Message(MessageSide.Request, "hello");
            socket.Message(MessageSide.Response, "hello");
        }

        await pipeline.Inspection.FlushAsync();
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
        Assert.Equal(0, pipeline.Counters.Pending);
    }

    [Fact]
    public async Task Both_sides_of_many_connections_are_read_while_they_talk()
    {
        await using var pipeline = new Pipeline(options => options with { Workers = 3 });
        await Task.WhenAll(Enumerable.Range(0, 6).Select(thread => Task.Run(() =>
        {
            var socket = pipeline.BeginSocket();
            for (var index = 0; index < 200; index++)
            {
                socket.OnMessage(MessageSide.Request, compressed: false);
                foreach (var character in Rules.Key((thread * 1_000) + index))
                {
                    socket.Data(MessageSide.Request, character.ToString());
                }

                socket.OnMessageEnd(MessageSide.Request, MessageEnd.Complete);
                socket.Message(MessageSide.Response, Rules.Command);
            }

            socket.OnClose();
        })));
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(2_400, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }
}
