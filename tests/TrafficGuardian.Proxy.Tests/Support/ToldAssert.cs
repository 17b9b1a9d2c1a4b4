using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Relay;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>What an observer must have been told of an exchange.</summary>
internal static class ToldAssert
{
    public static async Task IsAsync(RecordedExchange told, WireCase wire, string head, WireProtocol protocol)
    {
        await told.Closed;
        Assert.Equal(protocol, told.Info.Protocol);
        Assert.Equal(head, told.Request.Head);
        Assert.Equal(wire.Content ?? wire.Body, told.Request.Body);
        Assert.Equal(MessageEnd.Complete, told.Request.End);
        Assert.Equal(wire.Reply[..(wire.Reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)], told.Response.Head);
        Assert.Equal(wire.ReplyContent, told.Response.Body);
        Assert.Equal(MessageEnd.Complete, told.Response.End);
        Assert.Equal(wire.Trailers, told.Request.Trailers + told.Response.Trailers);
    }
}
