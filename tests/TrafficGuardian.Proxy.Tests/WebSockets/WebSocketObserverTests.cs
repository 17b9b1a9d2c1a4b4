using static TrafficGuardian.Proxy.Tests.WebSockets.WebSocketWire;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

public sealed class WebSocketObserverTests
{
    /// <summary>Conversations: what each side sends, and what is told of it.</summary>
    private static readonly Dictionary<string, (byte[] Client, byte[] Server, string[] Request, string[] Response)> Conversations = new()
    {
        ["the examples of RFC 6455 section 5.7"] = (
            [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58, 0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58],
            [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F, 0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F],
            ["message|Hello|Complete", "control|Hello"],
            ["message|Hello|Complete", "message|Hello|Complete", "control|Hello"]),
        ["a message in fragments with a ping between them"] = (
            Join(Client(Text, "one "), Client(Fin | Ping, "are you there?"), Client(Continuation, "two "), Client(Fin | Continuation, "three")),
            Join(Server(Binary, "a"), Server(Fin | Pong, "yes"), Server(Continuation), Server(Fin | Ping), Server(Fin | Continuation, "b")),
            ["control|are you there?", "message|one two three|Complete"],
            ["control|yes", "message|ab|Complete"]),
        ["empty messages"] = (
            Join(Client(Fin | Text), Client(Text), Client(Fin | Continuation)),
            Join(Server(Fin | Binary), Server(Fin | Text, "x")),
            ["message||Complete", "message||Complete"],
            ["message||Complete", "message|x|Complete"]),
        ["lengths of all sizes, also where fewer bytes would do"] = (
            Join(
                Client(Fin | Text, new string('a', 125)),
                Client(Fin | Text, new string('b', 126)),
                Client(Fin | Text, new string('c', 300)),
                Frame(Fin | Text, "d"u8.ToArray(), masked: true, lengthBytes: 8),
                Frame(Fin | Text, "e"u8.ToArray(), masked: true, lengthBytes: 2)),
            Server(Fin | Binary, new string('x', 200)),
            [$"message|{new string('a', 125)}|Complete", $"message|{new string('b', 126)}|Complete", $"message|{new string('c', 300)}|Complete", "message|d|Complete", "message|e|Complete"],
            [$"message|{new string('x', 200)}|Complete"]),
        ["a close, and what is sent behind it all the same"] = (
            Join(Client(Fin | Close, "\u0003\u00E8bye"), Client(Fin | Text, "still here")),
            Join(Server(Text, "cut"), Server(Fin | Close, "\x03\xE9")),
            ["control|\u0003\u00E8bye", "message|still here|Complete"],
            ["control|\x03\xE9", "message|cut|Aborted"]),
        ["compressed messages beside others"] = (
            Join(Client(Rsv1 | Text, "\xF2\x48"), Client(Fin | Continuation, "\xCD\xC9\xC9\x07\0"), Client(Fin | Text, "plain")),
            Join(Server(Fin | Rsv1 | Binary, "\x02\0"), Server(Fin | Binary, "plain")),
            ["compressed|\xF2\x48\xCD\xC9\xC9\x07\0|Complete", "message|plain|Complete"],
            ["compressed|\x02\0|Complete", "message|plain|Complete"]),
        ["cut in a header, cut in a control frame"] = (
            Join(Client(Text, "begun"), [Fin, 0xFE, 1]),
            Server(Fin | Ping, "whole")[..^2],
            ["message|begun|Aborted"],
            ["control|who"]),
    };

    public static TheoryData<string> Names => [.. Conversations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_split_of_the_bytes_gives_the_same_report(string name)
    {
        var (client, server, request, response) = Conversations[name];
        var longest = Math.Max(client.Length, server.Length);
        for (var piece = 1; piece <= longest; piece++)
        {
            var connection = new WebSocketConnection(WebSocketConnection.BothTakeOver, piece: piece);
            connection.Downstream(client);
            connection.Upstream(server);
            connection.End();
            Assert.Equal(request, connection.Told.Request);
            Assert.Equal(response, connection.Told.Response);
            Assert.Empty(connection.Recorder.NotInspectedReasons);
            Assert.Equal(request.Concat(response).Count(l => l.EndsWith("|Complete", StringComparison.Ordinal)), connection.Counters.WebSocketMessages);
        }
    }

    [Fact]
    public void Data_is_told_as_it_comes()
    {
        var connection = new WebSocketConnection();
        var frame = Client(Fin | Text, "in two pieces");
        connection.Downstream(frame[..12]);
        Assert.Equal(["message|in two"], connection.Told.Request);
        connection.Downstream(frame[12..]);
        Assert.Equal(["message|in two pieces|Complete"], connection.Told.Request);
    }

    [Fact]
    public void It_closes_once_both_directions_have_ended_and_not_before()
    {
        var connection = new WebSocketConnection();
        connection.DownstreamEnd();
        connection.DownstreamEnd(aborted: true);
        Assert.False(connection.Told.IsClosed);
        connection.Upstream(Server(Fin | Text, "still here"));
        connection.End();
        connection.UpstreamEnd();
        Assert.Equal(["message|still here|Complete"], connection.Told.Response);
    }

    [Fact]
    public void A_frame_longer_than_any_buffer_passes_unmasked()
    {
        var connection = new WebSocketConnection(piece: 70_001);
        var payload = string.Concat(Enumerable.Range(0, 40_000).Select(i => i.ToString("x5")));
        connection.Downstream(Client(Fin | Binary, payload));
        connection.End();
        Assert.Equal([$"message|{payload}|Complete"], connection.Told.Request);
    }
}
