using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection.Decoding;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class EventStreamTests
{
    public static TheoryData<string, int> Deliveries
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var coding in new[] { "identity", "gzip", "deflate", "raw-deflate", "br", "zstd" })
            {
                data.Add(coding, 1);
                data.Add(coding, 1_000);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task A_compressed_event_stream_is_looked_at_event_by_event_as_it_comes(string coding, int cut)
    {
        Assert.SkipWhen(coding == "zstd" && !ZstandardLibrary.IsPresent, "no libzstd on this machine");
        await using var pipeline = new Pipeline();
        using var encoder = coding == "identity" ? null : FlushingEncoder.Of(coding);
        var exchange = pipeline.Begin();
        exchange.Head(
            MessageSide.Response,
            $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: {coding.Replace("raw-", "", StringComparison.Ordinal)}\r\n\r\n");
        for (var index = 1; index <= 12; index++)
        {
            var data = Encoding.ASCII.GetBytes($": comment\n\ndata: tgfetch other{new string((char)('a' + index), 5)} pipe\n\n");
            foreach (var piece in (encoder?.Encode(data) ?? data).Chunk(cut))
            {
                exchange.OnBody(MessageSide.Response, piece);
            }

            await pipeline.Inspection.FlushAsync();
            Assert.Equal(index, pipeline.Sink.Findings.Count);
        }

        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Equal(12, pipeline.Sink.Findings.Count);
        Assert.Equal(0, pipeline.Counters.NotInspected(NotInspectedReason.Encoding));
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task A_command_that_is_streamed_in_pieces_is_found_when_its_last_piece_has_come()
    {
        await using var pipeline = new Pipeline();
        var exchange = pipeline.Begin();
        exchange.Head(MessageSide.Response, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        for (var at = 0; at < Rules.Command.Length; at += 5)
        {
            Assert.Empty(pipeline.Sink.Findings);
            var piece = Rules.Command[at..Math.Min(at + 5, Rules.Command.Length)];
            exchange.Body(MessageSide.Response, $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{piece}\"}}}}]}}\n\n");
            await pipeline.Inspection.FlushAsync();
        }

        Assert.Equal(["pipe_to_shell"], pipeline.Sink.Patterns);
        exchange.OnClose();
        await pipeline.Inspection.FlushAsync();
        Assert.Single(pipeline.Sink.Findings);
        Assert.Equal(0, pipeline.Inspection.Budget.Used);
    }

    [Fact]
    public async Task A_command_in_the_arguments_of_a_tool_call_is_found_going_out()
    {
        await using var pipeline = new Pipeline();
        await pipeline.SendAsync(
            Pipeline.RequestHead,
            Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{\"arguments\":{{\"cmd\":\"{Rules.Command}\"}}}}}}"));
        var finding = Assert.Single(pipeline.Sink.Findings);
        Assert.Equal((Direction.Outbound, ThreatType.Injection), (finding.Direction, finding.ThreatType));
    }
}
