using System.Text;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class PeerMemoriesTests
{
    [Fact]
    public async Task A_key_that_is_cut_in_two_requests_of_one_client_to_one_destination_is_found()
    {
        await using var pipeline = new Pipeline();
        var key = Rules.Key(1);
        foreach (var part in new[] { key[..15], key[15..] })
        {
            Assert.Empty(pipeline.Sink.Findings);
            await pipeline.SendAsync(Pipeline.RequestHead, Encoding.UTF8.GetBytes($"{{\"data\":\"{part}\"}}"));
        }

        Assert.Single(pipeline.Sink.Findings);
    }

    [Fact]
    public void Each_pair_of_client_and_destination_has_a_memory_of_its_own_and_the_oldest_is_forgotten_first()
    {
        var memory = new PeerMemories();
        var first = memory.Of(Context("10.0.0.1", "a.example:443"));
        Assert.Same(first, memory.Of(Context("10.0.0.1", "a.example:443")));
        Assert.NotSame(first, memory.Of(Context("10.0.0.2", "a.example:443")));
        Assert.NotSame(first, memory.Of(Context("10.0.0.1", "b.example:443")));
        var most = (1 << 20) / PeerMemory.Footprint;
        for (var index = 0; index < most - 3; index++)
        {
            memory.Of(Context("10.0.0.3", $"host{index}.example:443"));
        }

        Assert.Same(first, memory.Of(Context("10.0.0.1", "a.example:443")));
        for (var index = 0; index < most; index++)
        {
            memory.Of(Context("10.0.0.4", $"host{index}.example:443"));
        }

        Assert.NotSame(first, memory.Of(Context("10.0.0.1", "a.example:443")));
    }

    private static MessageContext Context(string source, string destination) =>
        new("picoclaw", Direction.Outbound, "https", source, destination.Split(':')[0], destination);
}
