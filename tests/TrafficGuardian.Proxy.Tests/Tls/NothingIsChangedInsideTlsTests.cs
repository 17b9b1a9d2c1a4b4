using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Tests.Relay;
using TrafficGuardian.Proxy.Tests.Support;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>The table of unchanged cases once more, through interception.</summary>
public sealed class NothingIsChangedInsideTlsTests
{
    public static TheoryData<int, bool> Cases() => NothingIsChangedTests.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_exchange_inside_TLS_passes_byte_for_byte(int index, bool slowly)
    {
        var wire = WireCases.All[index];
        await using var rig = new TlsRig();
        var (client, server) = await rig.OpenAsync();
        string Named(string text) => text.Replace("{origin}", rig.Name, StringComparison.Ordinal);
        var head = Named(wire.ForwardedLine + "\r\n" + wire.Lines);

        var sending = SendAsync(client, head + wire.Body, slowly);
        Assert.Equal(head + wire.Body, await server.ReadAsync((head + wire.Body).Length));
        await sending;
        var replying = SendAsync(server, wire.Reply, slowly);
        Assert.Equal(wire.Reply, await client.ReadAsync(wire.Reply.Length));
        await replying;
        if (wire.Closes)
        {
            await server.FinishSendingAsync();
            Assert.Equal("", await client.ReadToEndAsync());
        }

        var told = await rig.Observer.NextAsync();
        await ToldAssert.IsAsync(told, wire, head, WireProtocol.Https);
        Assert.Empty(rig.Observer.NotInspectedReasons);
    }

    private static Task SendAsync(TlsPeer peer, string text, bool slowly) => slowly ? peer.SendSlowlyAsync(text) : peer.SendAsync(text);
}
