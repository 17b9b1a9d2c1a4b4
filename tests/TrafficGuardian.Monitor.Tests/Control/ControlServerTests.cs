using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Control;

public sealed class ControlServerTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new();
    private readonly MadeHandler _handler = new();
    private readonly ControlServer _server;

    public ControlServerTests()
    {
        _server = new ControlServer(new ControlServerOptions { SocketPath = SocketPath }, _handler, _time, NullLogger.Instance);
        _server.Start();
    }

    private string SocketPath => _folder.File("control.sock");

    private ControlClient Client => new(SocketPath, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _handler.Flushed.TrySetResult();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_socket_is_the_owner_s_alone_and_goes_with_the_server()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
        await _server.DisposeAsync();
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task Each_method_is_answered()
    {
        Assert.Equal("running", (await Client.StatusAsync()).State);
        Assert.Equal(2, (await Client.FindingsAsync(new FindingQuery(Pattern: "ai_api_key", Limit: 2))).Count);
        Assert.Empty(await Client.FindingsAsync(new FindingQuery(Direction: "inbound")));
        Assert.Equal(["listen"], (await Client.ReloadAsync()).RestartNeeded);
        Assert.False((await Client.CheckConfigAsync()).Valid);
        Assert.True((await Client.StopAsync(TimeSpan.FromSeconds(2.5))).Stopped);
        Assert.Equal(TimeSpan.FromSeconds(2.5), _handler.StopTimeout);
        var error = await Assert.ThrowsAsync<ControlException>(() => Client.AskAsync("posture", null, TimeSpan.FromSeconds(30)));
        Assert.Equal(ControlErrorCode.Unavailable, error.Code);
    }

    [Fact]
    public async Task A_flush_is_answered_when_it_is_done_however_long_that_takes()
    {
        var flush = Client.FlushAsync();
        await _handler.Asked.Task;
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(flush.IsCompleted);
        _handler.Flushed.SetResult();
        Assert.True((await flush).Flushed);
    }

    [Theory]
    [InlineData("{\"id\":\"a\\u0062\",\"method\":\"reload\"}", "\"a\\u0062\"", null)]
    [InlineData("{\"id\":1.50,\"method\":\"reload\"}", "1.50", null)]
    [InlineData("{\"method\":\"reload\"}", "null", null)]
    [InlineData("{\"id\":7,\"method\":\"block\"}", "7", "UNKNOWN_METHOD")]
    [InlineData("{\"id\":7}", "7", "INVALID_REQUEST")]
    [InlineData("{\"id\":{},\"method\":\"reload\"}", "null", "INVALID_REQUEST")]
    [InlineData("{\"id\":7,\"method\":\"reload\",\"params\":[]}", "7", "INVALID_REQUEST")]
    [InlineData("{\"id\":7,\"method\":\"findings\",\"params\":{\"limit\":\"many\"}}", "7", "INVALID_REQUEST")]
    [InlineData("{\"id\":7,\"method\":\"findings\",\"params\":{\"since\":\"when\"}}", "7", "INVALID_REQUEST")]
    [InlineData("{\"id\":7,\"method\":\"findings\",\"params\":{\"unknown\":\"x\"}}", "7", "INVALID_REQUEST")]
    [InlineData("{\"id\":7,\"method\":\"stop\",\"params\":{\"timeout_seconds\":-1}}", "7", "INVALID_REQUEST")]
    [InlineData("{\"id\":7,\"method\":\"stop\",\"params\":{\"timeout_seconds\":1e300}}", "7", "INVALID_REQUEST")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[", "null", "INVALID_REQUEST")]
    [InlineData("\u0000\u0001", "null", "INVALID_REQUEST")]
    [InlineData("", "null", "INVALID_REQUEST")]
    public async Task A_request_is_answered_with_its_own_id_and_the_connection_stays(string request, string id, string? code)
    {
        using var client = await ConnectAsync();
        for (var round = 0; round < 2; round++)
        {
            var answer = await client.AskAsync(request);
            Assert.Equal(JsonDocument.Parse(id).RootElement.ToString(), answer.GetProperty("id").ToString());
            Assert.Equal(code, answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null);
        }
    }

    [Fact]
    public async Task A_number_too_big_for_any_type_is_echoed_as_it_was_written()
    {
        using var client = await ConnectAsync();
        await client.WriteAsync("{\"id\":123456789012345678901234567890,\"method\":\"reload\"}\n");
        Assert.StartsWith("{\"id\":123456789012345678901234567890,", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_refused_and_the_connection_closed()
    {
        using var client = await ConnectAsync();
        await client.WriteAsync(new string('x', 65_537));
        Assert.Contains(ControlErrorCode.TooLarge, await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
        await Client.StatusAsync();
    }

    [Fact]
    public async Task A_client_that_is_too_slow_is_told_and_cut_off()
    {
        using var client = await ConnectAsync();
        await client.WriteAsync("{\"id\":");
        await _time.TimerSetAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains(ControlErrorCode.Timeout, await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task An_answer_that_hangs_is_given_up()
    {
        using var hang = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        _handler.OnStatus = () =>
        {
            entered.Release();
            hang.Wait();
            throw new InvalidOperationException();
        };
        using var client = await ConnectAsync();
        await client.WriteAsync("{\"id\":1,\"method\":\"status\"}\n");
        await entered.WaitAsync();
        var answer = client.ReadLineAsync();
        while (!answer.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Contains(ControlErrorCode.Timeout, await answer, StringComparison.Ordinal);
        hang.Set();
    }

    [Fact]
    public async Task A_handler_that_throws_is_answered_without_its_text()
    {
        _handler.OnStatus = () => throw new InvalidOperationException(Rules.Key(1));
        using var client = await ConnectAsync();
        await client.WriteAsync("{\"id\":1,\"method\":\"status\"}\n");
        var answer = await client.ReadLineAsync();
        Assert.Contains(ControlErrorCode.Internal, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("tgmade", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_too_many_is_turned_away_and_the_others_stay()
    {
        var clients = new List<RawClient>();
        for (var index = 0; index < 16; index++)
        {
            clients.Add(await ConnectAsync());
            await clients[^1].AskAsync("{\"method\":\"reload\"}");
        }

        using (var oneTooMany = await ConnectAsync())
        {
            Assert.Contains(ControlErrorCode.Busy, await oneTooMany.ReadLineAsync(), StringComparison.Ordinal);
            Assert.Null(await oneTooMany.ReadLineAsync());
        }

        foreach (var client in clients)
        {
            await client.AskAsync("{\"method\":\"reload\"}");
            client.Dispose();
        }
    }

    [Fact]
    public async Task Where_nobody_listens_the_client_says_so()
    {
        await _server.DisposeAsync();
        var error = await Assert.ThrowsAsync<ControlException>(() => Client.StatusAsync());
        Assert.Equal(ControlException.Unreachable, error.Code);
    }

    private async Task<RawClient> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        return new RawClient(socket);
    }

    private sealed class RawClient(Socket socket) : IDisposable
    {
        private readonly StreamReader _reader = new(new NetworkStream(socket));

        public async Task WriteAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text));

        /// <summary>The next answer; null where the server has closed, in order or (with requests unread) by a reset.</summary>
        public async Task<string?> ReadLineAsync()
        {
            try
            {
                return await _reader.ReadLineAsync();
            }
            catch (IOException)
            {
                return null;
            }
        }

        public async Task<JsonElement> AskAsync(string request)
        {
            await WriteAsync(request + "\n");
            return JsonDocument.Parse((await ReadLineAsync())!).RootElement;
        }

        public void Dispose()
        {
            _reader.Dispose();
            socket.Dispose();
        }
    }
}
