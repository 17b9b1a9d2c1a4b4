using TrafficGuardian.Monitor.Lifecycle;

namespace TrafficGuardian.Monitor.Tests.Lifecycle;

public sealed class ConnectionRoomTests
{
    [Theory]
    [InlineData("1024", 416)]
    [InlineData("20000", 4096)]
    [InlineData("524288", 4096)]
    [InlineData("unlimited", 4096)]
    [InlineData("9223372036854775807", 4096)]
    [InlineData("256", 32)]
    [InlineData("64", 16)]
    [InlineData("0", 16)]
    public void Each_connection_needs_two_descriptors_and_some_are_kept_for_the_rest(string files, int connections)
    {
        var limits = $"""
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             95960                95960                processes
            Max open files            {files,-20} 1048576              files
            Max locked memory         8388608              8388608              bytes
            """;
        Assert.Equal(connections, ConnectionRoom.For(limits));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Max open files")]
    [InlineData("Max open files            ?")]
    public void What_cannot_be_read_limits_nothing_more(string limits) => Assert.Equal(ConnectionRoom.Most, ConnectionRoom.For(limits));

    [Fact]
    public void This_process_has_room() => Assert.InRange(ConnectionRoom.OfThisProcess(), 16, ConnectionRoom.Most);
}
