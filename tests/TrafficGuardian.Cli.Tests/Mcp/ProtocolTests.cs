using System.Text;
using System.Text.Json;
using TrafficGuardian.Cli.Mcp;

namespace TrafficGuardian.Cli.Tests.Mcp;

public sealed class ProtocolTests : IDisposable
{
    private readonly TestHome _home = new();

    [Theory]
    [InlineData("2024-11-05", "2024-11-05")]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("1999-01-01", "2025-11-25")]
    [InlineData("2026-07-28", "2025-11-25")]
    [InlineData("2099-01-01", "2025-11-25")]
    [InlineData("", "2025-11-25")]
    [InlineData("next", "2025-11-25")]
    public async Task The_version_is_the_clients_where_it_is_known_and_else_ours(string asked, string answered)
    {
        await using var peer = new McpPeer(_home);

        var result = (await peer.InitializeAsync(asked)).GetProperty("result");

        Assert.Equal(answered, result.GetProperty("protocolVersion").GetString());
        Assert.Equal("traffic-guardian", result.GetProperty("serverInfo").GetProperty("name").GetString());
        Assert.Contains("never blocks", result.GetProperty("instructions").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_a_handshake_is_served_by_the_version_that_needs_none()
    {
        await using var peer = new McpPeer(_home);
        const string Meta = """
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"peer","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}
            """;

        var found = (await peer.AskAsync("server/discover", $"{{{Meta}}}")).GetProperty("result");
        var listed = (await peer.AskAsync("tools/list", $"{{{Meta}}}")).GetProperty("result");

        Assert.Contains("2026-07-28", found.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(3, listed.GetProperty("tools").GetArrayLength());
    }

    [Theory]
    [InlineData("nonsense", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"", -32700)]
    [InlineData("\u0000\u0001", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}]", -32600)]
    [InlineData("\"text\"", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("{\"id\":7,\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":5}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"method\":\"ping\"}", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"ping\"}", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"subscriptions/listen\",\"params\":{}}", -32601)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"resources/list\"}", -32601)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\"}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"other\"}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":[]}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":1}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"clawsec_traffic_status\",\"arguments\":[]}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"clawsec_traffic_status\",\"arguments\":\"x\"}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\",\"params\":{\"cursor\":5}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\",\"params\":{\"protocolVersion\":5}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"x\"}}", -32602)]
    public async Task A_broken_message_is_answered_with_an_error_and_the_next_is_served(string line, int code)
    {
        await using var peer = new McpPeer(_home);
        await peer.InitializeAsync();

        await peer.SendAsync(line);
        var answer = (await peer.ReadAsync())!.Value;
        var next = await peer.AskAsync("ping");

        Assert.True(answer.GetProperty("error").GetProperty("code").GetInt32() == code, answer.GetRawText());
        Assert.True(next.TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Messages_that_ask_nothing_are_passed_over()
    {
        await using var peer = new McpPeer(_home);
        await peer.InitializeAsync();

        await peer.SendAsync("");
        await peer.SendAsync("  \r");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"notifications/made/up","params":{"a":1}}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled"}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":5,"result":{}}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":"ping","method":"ping"}""");

        Assert.Equal("ping", (await peer.ReadAsync())!.Value.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_line_of_20_megabytes_is_refused_and_the_next_is_served()
    {
        await using var peer = new McpPeer(_home);
        await peer.InitializeAsync();
        var megabyte = new byte[1 << 20];
        megabyte.AsSpan().Fill((byte)'x');

        for (var sent = 0; sent < 20; sent++)
        {
            await peer.SendBytesAsync(megabyte);
        }

        await peer.SendAsync("");
        var answer = (await peer.ReadAsync())!.Value;

        Assert.Equal(-32600, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains("65536", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True((await peer.AskAsync("ping")).TryGetProperty("result", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Lines_come_whole_however_they_are_cut(int piece)
    {
        var text = Encoding.UTF8.GetBytes("one\n\n" + new string('a', 100) + "\n" + new string('b', 101) + "\n" + new string('c', 5_000) + "\ntwo\nlast");
        var lines = new BoundedLines(new PieceStream(text, piece), limit: 100);
        var read = new List<string>();
        while (await lines.ReadAsync(TestContext.Current.CancellationToken) is { } line)
        {
            read.Add(lines.IsTooLong ? "too long" : Encoding.UTF8.GetString(line.Span));
        }

        Assert.Equal(["one", "", new string('a', 100), "too long", "too long", "two", "last"], read);
    }

    [Fact]
    public async Task A_flood_of_calls_is_answered_with_its_limit()
    {
        await using var peer = new McpPeer(_home);
        await peer.InitializeAsync();
        for (var id = 1000; id < 1150; id++)
        {
            await peer.SendAsync($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"clawsec_traffic_status"}}""");
        }

        var codes = new List<string>();
        for (var answers = 0; answers < 150; answers++)
        {
            codes.Add(McpPeer.ErrorOf((await peer.ReadAsync())!.Value.GetProperty("result")).Code);
        }

        Assert.InRange(codes.Count(code => code == "NOT_RUNNING"), ToolCalls.Burst, ToolCalls.Burst + 20);
        Assert.InRange(codes.Count(code => code == "RATE_LIMITED"), 100, 120);
    }

    [Fact]
    public async Task Who_reads_no_answers_is_read_no_further_and_loses_none()
    {
        await using var peer = new McpPeer(_home, time: null, unread: 64);
        for (var id = 1; id <= 190; id++)
        {
            await peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"ping"}""");
        }

        await peer.CloseInputAsync();
        var ids = new HashSet<int>();
        while (await peer.ReadAsync() is { } answer && ids.Add(answer.GetProperty("id").GetInt32()) && ids.Count < 190)
        {
            // Answers need not come in order.
        }

        Assert.Equal(190, ids.Count);
    }

    [Fact]
    public async Task An_id_that_is_open_is_not_given_twice()
    {
        var ipc = Directory.CreateDirectory(Path.Combine(_home.Folder, "group")).FullName;
        await using var peer = new McpPeer(_home, "--ipc", ipc);
        await peer.InitializeAsync();

        await peer.SendAsync("""{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"clawsec_traffic_status"}}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"clawsec_traffic_status"}}""");

        Assert.Equal(-32600, (await peer.ReadAsync())!.Value.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("status", """{"a":1}""")]
    [InlineData("check_config", """{"path":"/etc/passwd"}""")]
    [InlineData("findings", """{"dest":"example.com"}""")]
    [InlineData("findings", """{"severity":"huge"}""")]
    [InlineData("findings", """{"severity":["high"]}""")]
    [InlineData("findings", """{"severity":null}""")]
    [InlineData("findings", """{"pattern":"known_value"}""")]
    [InlineData("findings", """{"pattern":"no_such_pattern"}""")]
    [InlineData("findings", """{"direction":"sideways"}""")]
    [InlineData("findings", """{"since":"yesterday"}""")]
    [InlineData("findings", """{"since":5}""")]
    [InlineData("findings", """{"limit":0}""")]
    [InlineData("findings", """{"limit":101}""")]
    [InlineData("findings", """{"limit":"20"}""")]
    [InlineData("findings", """{"limit":1.5}""")]
    [InlineData("findings", """{"since":"30m\n"}""")]
    [InlineData("findings", """{"cursor":""}""")]
    [InlineData("findings", """{"cursor":"abc\n"}""")]
    [InlineData("findings", """{"cursor":"../../etc"}""")]
    public async Task An_argument_that_is_none_is_refused_before_anybody_is_asked(string tool, string arguments)
    {
        // No monitor runs here: whoever were asked would say so.
        await using var peer = new McpPeer(_home);
        await peer.InitializeAsync();

        var (code, message) = await peer.ErrorAsync(tool, arguments);

        Assert.Equal("INVALID_REQUEST", code);
        Assert.DoesNotContain("passwd", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_number_may_be_written_with_a_point()
    {
        await using var peer = new McpPeer(_home);
        await peer.InitializeAsync();

        // It is asked, and nobody is there.
        Assert.Equal("NOT_RUNNING", (await peer.ErrorAsync("findings", """{"limit":20.0}""")).Code);
    }

    [Fact]
    public async Task Nothing_but_the_protocol_is_printed()
    {
        var process = CliProcess.Start(_home, "mcp");
        using (process)
        {
            await process.Input.WriteLineAsync("nonsense");
            await process.Input.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
            await process.Input.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"clawsec_traffic_status"}}""");
            var result = await process.FinishAsync();

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            var lines = result.Output.TrimEnd('\n').Split('\n');
            Assert.Equal(3, lines.Length);
            Assert.All(lines, line => Assert.Equal("2.0", JsonElement.Parse(line).GetProperty("jsonrpc").GetString()));
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_ends_it(string signal)
    {
        using var process = CliProcess.Start(_home, "mcp");
        await process.Input.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        await CliProcess.LineAsync(process.Output, line => line.Contains("result", StringComparison.Ordinal));

        process.Signal(signal);

        Assert.Null(await process.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, (await process.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task No_other_verb_loads_the_library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what a process has loaded");
        _home.Configure("""{ "listen": "127.0.0.1:0" }""");
        _home.Set("DOTNET_EnableDiagnostics", "1");
        using var process = CliProcess.Start(_home, "start");
        await CliProcess.LineAsync(process.Output, line => line.Contains("findings", StringComparison.Ordinal));

        var loaded = await File.ReadAllTextAsync($"/proc/{process.Pid}/maps", TestContext.Current.CancellationToken);
        process.Signal("TERM");
        await process.FinishAsync();

        Assert.Contains("System.CommandLine", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("ModelContextProtocol", loaded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ipc", "/", "--snapshot", "/")]
    [InlineData("--ipc", "no-such-folder")]
    [InlineData("--snapshot", "no-such-folder")]
    public async Task Wrong_usage_is_told_before_anything_is_served(params string[] args)
    {
        var result = await _home.CallAsync(["mcp", .. args]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(args[0], result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private sealed class PieceStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
