using System.Text;
using TrafficGuardian.Proxy.Observation;
using static TrafficGuardian.Proxy.Tests.WebSockets.WebSocketWire;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

public sealed class WebSocketHostileTests
{
    public static TheoryData<string, bool> Broken => BrokenFrames.Cases();

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_frame_is_told_once_and_its_direction_given_up(string name, bool byClient)
    {
        var broken = BrokenFrames.Of(name, byClient);
        for (var piece = 1; piece <= Math.Min(20, broken.Length); piece++)
        {
            var connection = new WebSocketConnection(piece: piece);
            Action<byte[][]> here = byClient ? connection.Downstream : connection.Upstream;
            Action<byte[][]> there = byClient ? connection.Upstream : connection.Downstream;
            here([Frame(Fin | Text, "before"u8.ToArray(), byClient), broken, Frame(Fin | Text, "behind"u8.ToArray(), byClient)]);
            there([Frame(Fin | Text, "the other side"u8.ToArray(), !byClient)]);
            Assert.Equal([NotInspectedReason.Frame], connection.Recorder.NotInspectedReasons);

            there([BrokenFrames.Of(name, !byClient)]);
            connection.End();
            Assert.Equal([NotInspectedReason.Frame], connection.Recorder.NotInspectedReasons);
            var (told, other) = byClient ? (connection.Told.Request, connection.Told.Response) : (connection.Told.Response, connection.Told.Request);
            Assert.Equal("message|before|Complete", told[0]);
            Assert.Equal("message|the other side|Complete", other[0]);
            Assert.DoesNotContain(told, l => l.Contains("behind", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_was_open_when_a_frame_broke_is_cut_off()
    {
        var connection = new WebSocketConnection();
        connection.Downstream(Client(Text, "begun"), Client(Fin | Text, "x"));
        Assert.Equal(["message|begun|Aborted"], connection.Told.Request);
        connection.End();
    }

    [Theory]
    [InlineData(Fin | Rsv1 | Ping)]
    [InlineData(Fin | Rsv1 | Continuation)]
    [InlineData(Rsv1 | Continuation)]
    [InlineData(Fin | Rsv1 | 0x20 | Text)]
    public void With_deflate_RSV1_stands_in_first_frames_only(int start)
    {
        var connection = new WebSocketConnection(WebSocketConnection.BothTakeOver);
        connection.Upstream(Server(Rsv1 | Text, "x"), Server(start, "y"));
        Assert.Equal([NotInspectedReason.Frame], connection.Recorder.NotInspectedReasons);
        Assert.Equal(["compressed|x|Aborted"], connection.Told.Response);
        connection.End();
    }

    [Theory]
    [InlineData(Fin | 0x20 | Text)]
    [InlineData(Fin | Rsv1 | Binary)]
    [InlineData(Fin | 0x3)]
    [InlineData(Fin | 0x10 | Ping)]
    public void Bits_of_an_unknown_extension_are_an_unknown_protocol_and_frames_without_them_are_read(int start)
    {
        var connection = new WebSocketConnection(unknown: true);
        connection.Downstream(Client(Fin | Text, "plain"), Client(start, "?"), Client(Fin | Text, "behind"));
        connection.Upstream(Server(Fin | Text, "plain"), Server(start, "?"));
        Assert.Equal([NotInspectedReason.Protocol], connection.Recorder.NotInspectedReasons);
        Assert.Equal(["message|plain|Complete"], connection.Told.Request);
        Assert.Equal(["message|plain|Complete"], connection.Told.Response);
        connection.End();
    }

    [Fact]
    public void No_damage_makes_it_throw_or_leave_a_message_open()
    {
        var random = new Random(6455);
        for (var round = 0; round < 3_000; round++)
        {
            var deflate = random.Next(2) == 0 ? WebSocketConnection.BothTakeOver : null;
            var connection = new WebSocketConnection(deflate, random.Next(4) == 0, random.Next(1, 60));
            connection.Downstream(Damaged(random, masked: true));
            connection.Upstream(Damaged(random, masked: false));
            connection.End();
            Assert.InRange(connection.Recorder.NotInspectedReasons.Count, 0, 1);
        }
    }

    private static byte[] Damaged(Random random, bool masked)
    {
        int[] starts = [Fin | Text, Text, Continuation, Fin | Continuation, Fin | Ping, Fin | Close, Fin | Rsv1 | Binary, Rsv1 | Text];
        var frames = Enumerable.Range(0, random.Next(1, 8)).Select(_ =>
            Frame(starts[random.Next(starts.Length)], Encoding.ASCII.GetBytes(new string('x', random.Next(200))), masked));
        var bytes = Join([.. frames]);
        for (var hits = random.Next(4); hits > 0; hits--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes[..random.Next(bytes.Length + 1)];
    }
}
