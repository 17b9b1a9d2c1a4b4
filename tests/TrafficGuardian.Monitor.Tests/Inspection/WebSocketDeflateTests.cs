using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

/// <summary><c>permessage-deflate</c>, with a compressor that nobody here wrote.</summary>
public sealed class WebSocketDeflateTests
{
    private const int MaxScanBytes = 4_096;

    public static TheoryData<MessageSide, bool, int> Deliveries
    {
        get
        {
            var data = new TheoryData<MessageSide, bool, int>();
            foreach (var side in Enum.GetValues<MessageSide>())
            {
                foreach (var cut in new[] { 1, 7, 9, 1_000, int.MaxValue })
                {
                    data.Add(side, true, cut);
                    data.Add(side, false, cut);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task Messages_are_inflated_with_and_without_a_shared_window(MessageSide side, bool takeover, int cut)
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket(Deflate(takeover));
        var frames = new SocketFrames(side, takeover);
        const int Messages = 40;
        for (var index = 0; index < Messages; index++)
        {
            // What the messages have in common is what the compressor refers back to, at distances up to the whole window.
            await frames.SendAsync($"{{\"n\":{index},\"text\":\"{Text(index % 5, 3_000)}\",", isLast: index % 3 == 0);
            await frames.SendAsync($"\"found\":\"{Match(side, index)}\"}}");
            frames.TellTo(socket, cut);
            if (index % 8 == 0)
            {
                await pipeline.Inspection.FlushAsync();
            }
        }

        await pipeline.Inspection.FlushAsync();
        Assert.Equal(Messages, pipeline.Sink.Findings.Count);
        Assert.InRange(frames.PayloadBytes, 1, takeover ? 20_000 : 200_000);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        Assert.InRange(pipeline.Inspection.Budget.Used, takeover ? 1_024 : 0, takeover ? 32_768 : 0);
        socket.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
        Assert.Equal(0, pipeline.Inspection.Windows.Used);
    }

    [Fact]
    public async Task Both_sides_have_a_window_of_their_own_and_messages_between_may_be_plain()
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket(new WebSocketDeflate(RequestTakeover: true, ResponseTakeover: false));
        var requests = new SocketFrames(MessageSide.Request, takeover: true);
        var responses = new SocketFrames(MessageSide.Response, takeover: false);
        for (var index = 0; index < 10; index++)
        {
            await requests.SendAsync("same words again and again " + Rules.Key(index));
            await responses.SendAsync("other words again and again " + Rules.Command);
            requests.TellTo(socket, 3);
            socket.Message(MessageSide.Request, "plain " + Rules.Key(100 + index));
            responses.TellTo(socket, 4);
        }

        await pipeline.Inspection.FlushAsync();
        Assert.Equal(30, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_compressed_message_that_is_long_in_coming_is_looked_at_as_far_as_it_has_come(bool takeover)
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket(Deflate(takeover));
        var frames = new SocketFrames(MessageSide.Response, takeover);
        for (var index = 1; index < 4; index++)
        {
            await frames.SendAsync($"line tgfetch other{new string((char)('a' + index), 5)} pipe\n", isLast: false);
            frames.TellTo(socket);
            await pipeline.Inspection.FlushAsync();
            Assert.Equal(index, pipeline.Sink.Findings.Count);
        }

        await frames.SendAsync("end");
        frames.TellTo(socket);
        socket.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(3, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task What_is_too_long_to_be_scanned_is_still_inflated_for_what_comes_behind_it()
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = MaxScanBytes });
        var socket = pipeline.BeginSocket(Deflate(takeover: true));
        var frames = new SocketFrames(MessageSide.Request, takeover: true);
        var noise = new byte[10 * MaxScanBytes];
        new Random(3).NextBytes(noise);
        await frames.SendAsync([.. noise, .. Encoding.ASCII.GetBytes(Rules.Key(1))]);
        await frames.SendAsync([.. noise.AsSpan(^500), .. Encoding.ASCII.GetBytes(" " + Rules.Key(2))]);
        frames.TellTo(socket);
        Assert.True(frames.PayloadBytes < 11 * MaxScanBytes, "the second message refers to the first");
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(1, pipeline.Counters.TruncatedBodies);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_inflates_to_a_huge_one_takes_bounded_memory_and_work(bool takeover)
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = MaxScanBytes });
        var socket = pipeline.BeginSocket(Deflate(takeover));
        var frames = new SocketFrames(MessageSide.Request, takeover);
        await frames.SendAsync(new byte[50_000_000]);
        frames.TellTo(socket, 500);
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(1, pipeline.Counters.TruncatedBodies);

        // Of a context that was given up nothing is left, and it is counted once; what does not need it is read.
        await frames.SendAsync(Rules.Key(1));
        await frames.SendAsync(Rules.Key(2));
        frames.TellTo(socket);
        socket.Message(MessageSide.Request, Rules.Key(3));
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(takeover ? 1 : 3, pipeline.Sink.Findings.Count);
        Assert.Equal(takeover ? 1 : 0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        Assert.Equal(1, pipeline.Counters.TruncatedBodies);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task More_compressed_bytes_than_may_be_copied_end_the_context_and_nothing_else()
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = MaxScanBytes });
        var socket = pipeline.BeginSocket(Deflate(takeover: true));
        var frames = new SocketFrames(MessageSide.Request, takeover: true);
        var noise = new byte[20 * MaxScanBytes];
        new Random(4).NextBytes(noise);
        Encoding.ASCII.GetBytes($" {Rules.Key(1)} ").CopyTo(noise, 100);
        await frames.SendAsync(noise);
        await frames.SendAsync(Rules.Key(2));
        frames.TellTo(socket);
        socket.Message(MessageSide.Request, Rules.Key(3));
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(2, pipeline.Sink.Findings.Count);
        Assert.Equal((1, 1), (pipeline.Counters.TruncatedBodies, pipeline.Counters.NotInspected(NotInspectedReason.Encoding)));
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Compressed_bytes_that_find_no_memory_end_the_context_and_nothing_else(bool takeover)
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket(Deflate(takeover));
        var frames = new SocketFrames(MessageSide.Request, takeover);
        await frames.SendAsync("first " + Rules.Key(1));
        frames.TellTo(socket);
        await pipeline.Inspection.FlushAsync();
        var rest = pipeline.Inspection.Options.MemoryBytes - pipeline.Inspection.Budget.Used;
        Assert.True(pipeline.Inspection.Budget.TryTake(rest));
        await frames.SendAsync("second " + Rules.Key(2));
        frames.TellTo(socket);
        await pipeline.Inspection.FlushAsync();
        pipeline.Inspection.Budget.Give(rest);

        await frames.SendAsync("third " + Rules.Key(3));
        frames.TellTo(socket);
        socket.Message(MessageSide.Request, Rules.Key(4));
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(takeover ? 2 : 3, pipeline.Sink.Findings.Count);
        Assert.Equal(1, pipeline.Counters.NotInspected(NotInspectedReason.Memory));
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Windows_take_no_more_than_their_share_of_the_memory()
    {
        const int Limit = 1_048_576;
        await using var pipeline = new Pipeline(options => options with { MemoryBytes = Limit });
        var noise = new byte[40_000];
        new Random(5).NextBytes(noise);
        var sockets = Enumerable.Range(0, 40).Select(_ => pipeline.BeginSocket(Deflate(takeover: true))).ToArray();
        foreach (var socket in sockets)
        {
            var frames = new SocketFrames(MessageSide.Request, takeover: true);
            await frames.SendAsync(noise);
            frames.TellTo(socket);
            await pipeline.Inspection.FlushAsync();
            Assert.InRange(pipeline.Inspection.Windows.Used, 1, Limit / 2);
        }

        Assert.Equal(Limit / 2, pipeline.Inspection.Windows.Used);
        Assert.Equal(40 - (Limit / 2 / 32_768), pipeline.Counters.NotInspected(NotInspectedReason.Memory));
        await pipeline.SendAsync(Pipeline.RequestHead, Encoding.ASCII.GetBytes(Rules.Key(1)));
        Assert.Single(pipeline.Sink.Findings);
        Array.ForEach(sockets, socket => socket.OnClose());
        await pipeline.Inspection.FlushAsync();
        Assert.Equal((0, 0), (pipeline.Inspection.Budget.Used, pipeline.Inspection.Windows.Used));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_does_not_inflate_is_scanned_as_it_is_counted_and_reported_once(bool takeover)
    {
        await using var pipeline = new Pipeline();
        var socket = pipeline.BeginSocket(Deflate(takeover));
        for (var index = 0; index < 3; index++)
        {
            // The first byte begins a block of a type that there is not.
            socket.Compressed(MessageSide.Request, [0xFF, .. Encoding.ASCII.GetBytes(" " + Rules.Key(index))]);
        }

        socket.Message(MessageSide.Request, Rules.Key(10));
        await pipeline.Inspection.FlushAsync();
        var reported = Assert.Single(pipeline.Sink.Findings, finding => finding.Pattern == "uninspectable_content");
        Assert.Equal(("ws", "api.example.com:80"), (reported.Protocol, reported.Dest));
        Assert.Equal(1, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        Assert.Equal(takeover ? 2 : 4, pipeline.Sink.Patterns.Count(pattern => pattern == "ai_api_key"));
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task Damaged_messages_cause_no_fault_and_hold_nothing()
    {
        await using var pipeline = new Pipeline(options => options with { MaxScanBytes = MaxScanBytes });
        var chance = new Random(11);
        for (var run = 0; run < 300; run++)
        {
            var socket = pipeline.BeginSocket(Deflate(run % 2 == 0));
            for (var message = 0; message < 4; message++)
            {
                var payload = Encode.As("raw-deflate", Encoding.ASCII.GetBytes(Text(message, chance.Next(6_000))));
                for (var damage = chance.Next(4); damage > 0; damage--)
                {
                    payload[chance.Next(payload.Length)] = (byte)chance.Next(256);
                }

                socket.OnMessage(MessageSide.Request, compressed: chance.Next(5) > 0);
                for (var at = 0; at < payload.Length;)
                {
                    var length = Math.Min(payload.Length - at, 1 + chance.Next(900));
                    socket.OnData(MessageSide.Request, payload.AsSpan(at, length));
                    at += length;
                }

                if (chance.Next(4) > 0)
                {
                    socket.OnMessageEnd(MessageSide.Request, (MessageEnd)chance.Next(2));
                }
            }

            socket.OnClose();
        }

        await pipeline.Inspection.FlushAsync();
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Error));
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    private static WebSocketDeflate Deflate(bool takeover) => new(takeover, takeover);

    private static string Match(MessageSide side, int index) =>
        side == MessageSide.Request ? Rules.Key(index) : Rules.Command;

    /// <summary>Words that compress badly by themselves; the same for the same seed.</summary>
    private static string Text(int seed, int length)
    {
        var chance = new Random(seed);
        return string.Create(length, chance, static (text, random) =>
        {
            foreach (ref var character in text)
            {
                character = (char)('0' + random.Next(10));
            }
        });
    }
}
