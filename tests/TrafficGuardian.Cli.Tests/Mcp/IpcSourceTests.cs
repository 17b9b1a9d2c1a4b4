using System.Diagnostics;
using System.Text.Json;
using TrafficGuardian.Cli.Mcp.Sources;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Cli.Tests.Mcp;

/// <summary>The container's side of the file requests, with a host that the tests script.</summary>
public sealed class IpcSourceTests : IDisposable
{
    private const string Check = """{"success":true,"data":{"valid":true,"errors":[],"warnings":[]}}""";

    private readonly TestHome _home = new();
    private readonly string _group;
    private readonly string _requests;
    private readonly string _results;

    public IpcSourceTests()
    {
        _group = Directory.CreateDirectory(Path.Combine(_home.Folder, "ipc", "main")).FullName;
        _requests = Path.Combine(_group, "clawsec_traffic");
        _results = Directory.CreateDirectory(Path.Combine(_group, "clawsec_results")).FullName;
    }

    [Fact]
    public async Task A_request_is_a_whole_file_and_nothing_is_left_of_it()
    {
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();

        var asking = peer.DataAsync("findings", """{"severity":"high","limit":5}""");
        var id = await RequestAsync();
        var request = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_requests, id + ".json"), TestContext.Current.CancellationToken));
        Answer(id, """{"success":true,"data":{"findings":[],"total":0,"next_cursor":null,"counts":{"by_pattern":{"known_value":3},"by_severity":{}},"scope":"own"}}""");
        var data = await asking;

        Assert.Matches("^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$", id);
        Assert.Equal(["type", "requestId", "timestamp", "severity", "limit"], request.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("traffic_findings", id, "high", 5), (
            request.GetProperty("type").GetString(), request.GetProperty("requestId").GetString(),
            request.GetProperty("severity").GetString(), request.GetProperty("limit").GetInt32()));
        Assert.Equal(3, data.GetProperty("counts").GetProperty("by_pattern").GetProperty("known_value").GetInt32());
        AssertClean();
    }

    [Fact]
    public async Task Two_requests_have_two_ids()
    {
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();

        var first = await AnsweredAsync(peer);
        var second = await AnsweredAsync(peer);

        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("RATE_LIMITED", "RATE_LIMITED")]
    [InlineData("TIMEOUT", "TIMEOUT")]
    [InlineData("NOT_RUNNING", "NOT_RUNNING")]
    [InlineData("INTERNAL", "INTERNAL")]
    [InlineData("MADE_UP", "INTERNAL")]
    public async Task An_error_of_the_host_is_the_tools_error(string code, string told)
    {
        var error = await FailureAsync(path => File.WriteAllText(path, $$$"""{"success":false,"error":{"code":"{{{code}}}","message":"wait a moment"}}"""));

        Assert.Equal((told, "wait a moment"), error);
    }

    /// <summary>Everybody in the container may write the answer's file.</summary>
    public static TheoryData<string> Hostile => [.. HostileAnswers.Keys];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_answer_is_an_error_that_quotes_nothing(string attack)
    {
        TestHome.Write(Path.Combine(_home.Folder, "secret"), """{"success":true,"data":"hush"}""");

        var (code, message) = await FailureAsync(path => HostileAnswers[attack](path, Path.Combine(_home.Folder, "secret")));

        Assert.Equal("INTERNAL", code);
        Assert.DoesNotContain("hush", message, StringComparison.Ordinal);
        Assert.DoesNotContain(_home.Folder, message, StringComparison.Ordinal);
        Assert.Equal("""{"success":true,"data":"hush"}""", await File.ReadAllTextAsync(Path.Combine(_home.Folder, "secret"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_schema_does_not_name_is_left_out_of_the_answer()
    {
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();

        var asking = peer.DataAsync("check_config");
        Answer(await RequestAsync(), """{"success":true,"data":{"valid":false,"errors":[{"key":"mode","message":"is wrong","path":"/root"}],"warnings":[],"home":"/root"},"more":1}""");

        Assert.Equal("""{"valid":false,"errors":[{"key":"mode","message":"is wrong"}],"warnings":[]}""", (await asking).GetRawText());
    }

    [Fact]
    public async Task No_answer_is_a_timeout_and_the_request_is_withdrawn()
    {
        var time = new FakeTime();
        var source = new IpcSource(_group, TimeSpan.FromSeconds(10), time);

        var asking = source.AskAsync(QuestionType.Status, new Dictionary<string, JsonElement>(), TestContext.Current.CancellationToken);
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        var failure = await Assert.ThrowsAsync<DisclosureException>(() => asking);
        Assert.Equal("TIMEOUT", failure.Code);
        Assert.Contains("nobody took the request", failure.Message, StringComparison.Ordinal);
        AssertClean();
    }

    [Fact]
    public async Task A_call_that_is_called_off_is_withdrawn_and_not_answered()
    {
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();

        await peer.SendAsync("""{"jsonrpc":"2.0","id":"slow","method":"tools/call","params":{"name":"clawsec_traffic_status"}}""");
        await RequestAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"slow","reason":"enough"}}""");
        while (Directory.EnumerateFiles(_requests).Any())
        {
            await Task.Yield();
        }

        await peer.SendAsync("""{"jsonrpc":"2.0","id":"next","method":"ping"}""");
        Assert.Equal("next", (await peer.ReadAsync())!.Value.GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_end_of_the_input_ends_the_server_while_a_call_waits()
    {
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();
        await peer.SendAsync("""{"jsonrpc":"2.0","id":"slow","method":"tools/call","params":{"name":"clawsec_traffic_status"}}""");
        await RequestAsync();

        await peer.CloseInputAsync();

        Assert.Equal(0, await peer.Ended.WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken));
        AssertClean();
    }

    [Fact]
    public async Task A_folder_that_can_not_be_written_is_told_with_its_remedy()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may write everywhere");
        File.SetUnixFileMode(_group, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();

        var (code, message) = await peer.ErrorAsync("status");

        Assert.Equal("NOT_RUNNING", code);
        Assert.Contains("--ipc", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_told_too()
    {
        File.WriteAllText(_requests, "");
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();

        Assert.Equal("NOT_RUNNING", (await peer.ErrorAsync("status")).Code);
    }

    public void Dispose()
    {
        File.SetUnixFileMode(_group, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _home.Dispose();
    }

    private static Dictionary<string, Action<string, string>> HostileAnswers { get; } = new(StringComparer.Ordinal)
    {
        ["a symbolic link to a secret"] = static (path, secret) => File.CreateSymbolicLink(path, secret),
        ["a pipe that nobody writes to"] = static (path, _) => Process.Start("mkfifo", [path])!.WaitForExit(),
        ["a folder"] = static (path, _) => Directory.CreateDirectory(path),
        ["two megabytes"] = static (path, _) => File.WriteAllText(path, new string(' ', 2 << 20)),
        ["an empty file"] = static (path, _) => File.WriteAllText(path, ""),
        ["no JSON"] = static (path, _) => File.WriteAllText(path, "hush"),
        ["bytes that are no text"] = static (path, _) => File.WriteAllBytes(path, [0xff, 0xfe, 0x00]),
        ["deep nesting"] = static (path, _) => File.WriteAllText(path, new string('[', 5_000) + new string(']', 5_000)),
        ["a list"] = static (path, _) => File.WriteAllText(path, "[]"),
        ["null"] = static (path, _) => File.WriteAllText(path, "null"),
        ["no success"] = static (path, _) => File.WriteAllText(path, """{"data":{}}"""),
        ["a success that is a text"] = static (path, _) => File.WriteAllText(path, """{"success":"true","data":{}}"""),
        ["success without data"] = static (path, _) => File.WriteAllText(path, """{"success":true}"""),
        ["data of another tool"] = static (path, _) => File.WriteAllText(path, """{"success":true,"data":{"state":"running"}}"""),
        ["data with a missing field"] = static (path, _) => File.WriteAllText(path, """{"success":true,"data":{"valid":true,"errors":[]}}"""),
        ["data of a wrong type"] = static (path, _) => File.WriteAllText(path, """{"success":true,"data":{"valid":"yes","errors":[],"warnings":[]}}"""),
        ["a thousand warnings"] = static (path, _) => File.WriteAllText(
            path, $$$"""{"success":true,"data":{"valid":true,"errors":[],"warnings":[{{{string.Join(',', Enumerable.Repeat("\"hush\"", 1_000))}}}]}}"""),
        ["a message too long"] = static (path, _) => File.WriteAllText(
            path, $$$"""{"success":true,"data":{"valid":false,"errors":[{"key":"mode","message":"{{{new string('x', 600)}}}"}],"warnings":[]}}"""),
        ["two of one name"] = static (path, _) => File.WriteAllText(path, """{"success":true,"success":true,"data":{"valid":true,"errors":[],"warnings":[]}}"""),
        ["an error without a code"] = static (path, _) => File.WriteAllText(path, """{"success":false,"error":{"message":"hush"}}"""),
        ["an error that is a text"] = static (path, _) => File.WriteAllText(path, """{"success":false,"error":"hush"}"""),
        ["an error with control characters"] = static (path, _) => File.WriteAllText(path, """{"success":false,"error":{"code":"X","message":"hush\u001b[2J"}}"""),
    };

    private async Task<(string Code, string Message)> FailureAsync(Action<string> answer)
    {
        await using var peer = new McpPeer(_home, "--ipc", _group);
        await peer.InitializeAsync();
        var asking = peer.ErrorAsync("check_config");
        var path = Path.Combine(_results, await RequestAsync() + ".json");
        answer(path + ".tmp");
        Process.Start("mv", ["-T", path + ".tmp", path])!.WaitForExit();
        return await asking;
    }

    private async Task<string> AnsweredAsync(McpPeer peer)
    {
        var asking = peer.DataAsync("check_config");
        var id = await RequestAsync();
        Answer(id, Check);
        await asking;
        return id;
    }

    /// <summary>The id of the one request that lies there, once there is one.</summary>
    private async Task<string> RequestAsync()
    {
        while (true)
        {
            if (Directory.Exists(_requests) && Directory.EnumerateFiles(_requests, "*.json").SingleOrDefault() is { } path)
            {
                return Path.GetFileNameWithoutExtension(path);
            }

            await Task.Yield();
        }
    }

    private void Answer(string id, string content)
    {
        var path = Path.Combine(_results, id + ".json");
        File.WriteAllText(path + ".tmp", content);
        File.Move(path + ".tmp", path);
    }

    private void AssertClean() => Assert.Empty(Directory.EnumerateFiles(_group, "*", SearchOption.AllDirectories));
}
