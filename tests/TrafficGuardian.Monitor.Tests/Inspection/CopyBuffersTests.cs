using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class CopyBuffersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_048)]
    [InlineData(2_049)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(65_536)]
    public void There_is_as_much_room_as_was_asked_for_and_it_comes_back_wiped(int size)
    {
        // More than are kept at a time, so that both ways back are gone.
        var buffers = Enumerable.Range(0, 100).Select(_ => CopyBuffers.Rent(size)).ToList();
        Assert.All(buffers, buffer => Assert.True(buffer.Room.Length >= size, $"{buffer.Room.Length} of {size}"));
        buffers.ForEach(static buffer => buffer.Room.Span.Fill(0xAA));
        Assert.All(buffers, static buffer => Assert.False(buffer.Room.Span.ContainsAnyExcept((byte)0xAA)));
        buffers.ForEach(static buffer => CopyBuffers.Return(buffer, buffer.Room.Length));
        CopyBuffers.Trim();
        Assert.All(buffers, static buffer => Assert.False(buffer.Room.Span.ContainsAnyExcept((byte)0)));
    }

    [Fact]
    public async Task Buffers_that_are_rented_at_once_never_share_a_byte()
    {
        await Task.WhenAll(Enumerable.Range(1, 4).Select(static mark => Task.Run(() =>
        {
            for (var round = 0; round < 500; round++)
            {
                var mine = Enumerable.Range(0, 20).Select(_ => CopyBuffers.Rent(40_000)).ToList();
                mine.ForEach(buffer => buffer.Room.Span.Fill((byte)mark));
                Assert.All(mine, buffer => Assert.False(buffer.Room.Span.ContainsAnyExcept((byte)mark)));
                mine.ForEach(static buffer => CopyBuffers.Return(buffer, buffer.Room.Length));
            }
        })));
    }
}
