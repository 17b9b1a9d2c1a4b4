using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.Lifecycle;

/// <summary>A running monitor and its containers: real traffic, real files.</summary>
public sealed class ContainerServiceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tg-containers-").FullName;
    private readonly string _key = $"sk-ant-api03-{RandomNumberGenerator.GetString("BCDFGHJKbcdfghjk23456789", 93)}AA";
    private readonly string _known = $"known-{RandomNumberGenerator.GetString("BCDFGHJKbcdfghjk23456789", 24)}";
    private readonly PlatformContext _context;
    private readonly StateHome _home;

    public ContainerServiceTests()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder, ["KNOWN"] = _known };
        _context = PlatformResolver.Resolve(new PlatformRequest("nanoclaw", Path.Join(_folder, "home"), Config: null, _folder), variables, out _)!;
        _home = new StateHome(_context);
        _home.Create();
        Directory.CreateDirectory(In("family", "clawsec_traffic"));
        Directory.CreateDirectory(In("work", "clawsec_traffic"));
    }

    [Fact]
    public async Task A_secret_that_passed_is_in_no_answer_no_snapshot_and_no_other_file_and_its_finding_is_told_to_its_group_alone()
    {
        await using (var host = await StartAsync("\"group_addresses\": { \"127.0.0.1\": \"family\", \"172.17.0.9\": \"work\" }"))
        {
            await SendAsync(host, $"key={_key}&other={_known}");
            await host.FlushAsync();

            var told = await AskAsync("family", "a", "traffic_findings");
            var finding = Assert.Single(told.GetProperty("findings").EnumerateArray(), one => one.GetProperty("pattern").GetString() == "ai_api_key");
            Assert.Contains("[REDACTED", finding.GetProperty("snippet").GetString(), StringComparison.Ordinal);
            Assert.Equal(1, told.GetProperty("counts").GetProperty("by_pattern").GetProperty("known_value").GetInt32());
            Assert.DoesNotContain(told.GetProperty("findings").EnumerateArray(), one => one.GetProperty("pattern").GetString() == "known_value");

            var others = await AskAsync("work", "b", "traffic_findings");
            Assert.Equal(("own", 0), (others.GetProperty("scope").GetString(), others.GetProperty("findings").GetArrayLength()));
            await AskAsync("work", "c", "traffic_status");
            await AskAsync("family", "d", "traffic_check_config");
            var ipc = host.Status().Ipc!;
            Assert.Equal((2L, 4L, 4L), (ipc.Groups, ipc.Requests, ipc.Answered));
            Assert.Empty(ipc.Refused);
        }

        Assert.Contains("ai_api_key", await File.ReadAllTextAsync(Path.Join(_home.GroupSnapshotsFolder, "family", "findings.jsonl")), StringComparison.Ordinal);
        Assert.Empty(await File.ReadAllTextAsync(Path.Join(_home.SnapshotFolder, "findings.jsonl")));
        Assert.Contains("\"state\":\"stopped\"", await File.ReadAllTextAsync(Path.Join(_home.SnapshotFolder, "status.json")), StringComparison.Ordinal);
        var files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 10);
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file, Encoding.Latin1);
            Assert.DoesNotContain(_key["sk-ant-api03-".Length..], text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(_known["known-".Length..], text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task What_a_container_may_read_names_nothing_of_the_host()
    {
        await using var host = await StartAsync("\"findings_scope\": \"all\"", more: ", \"routes\": [{ \"listen\": \"127.0.0.1:0\", \"target\": \"https://inner.example\" }]");
        foreach (var type in new[] { "traffic_status", "traffic_findings", "traffic_check_config" })
        {
            await AskAsync("family", type, type);
        }

        var readable = Directory.GetFiles(_home.SnapshotFolder).Concat(Directory.GetFiles(In("family", "clawsec_results"))).ToList();
        Assert.Equal(7, readable.Count);
        Assert.All(readable, file =>
        {
            var text = File.ReadAllText(file);
            Assert.All(
                [_folder, "inner.example", host.Endpoint.ToString(), $"\"pid\"", "last_error", "bypassed"],
                forbidden => Assert.DoesNotContain(forbidden, text, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task The_check_that_a_container_asks_for_is_of_the_file_as_it_is_now_and_quotes_nothing_of_it()
    {
        await using var host = await StartAsync("\"findings_scope\": \"own\"");
        SafeFile.Replace(_context.ConfigPath, Encoding.UTF8.GetBytes("{ \"listen\": \"/home/secret-place\", \"hunter2\": 1 }"));

        var check = await AskAsync("family", "a", "traffic_check_config");

        Assert.False(check.GetProperty("valid").GetBoolean());
        Assert.Equal(["listen", "config"], check.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("key").GetString()));
        Assert.DoesNotContain("hunter2", check.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-place", check.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_control_socket_discloses_the_same_to_the_owner()
    {
        await using var host = await StartAsync("\"findings_scope\": \"own\"");
        await SendAsync(host, $"key={_key}");
        await host.FlushAsync();
        var client = new ControlClient(_home.Instance.ControlSocket, TimeProvider.System);

        var answer = await client.AskAsync("disclose", json => { json.WriteString("type", "traffic_findings"); json.WriteNumber("limit", 1); }, TimeSpan.FromSeconds(10));
        var wrong = await client.AskAsync("disclose", json => json.WriteString("type", "stop"), TimeSpan.FromSeconds(10));

        Assert.Equal("all", answer.GetProperty("data").GetProperty("scope").GetString());
        Assert.Equal(1, answer.GetProperty("data").GetProperty("findings").GetArrayLength());
        Assert.Equal("UNKNOWN_TYPE", wrong.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_monitor_for_one_command_and_one_of_another_platform_serve_no_containers()
    {
        SafeFile.Replace(_context.ConfigPath, Encoding.UTF8.GetBytes(Config("\"findings_scope\": \"own\"", "")));
        var setup = MonitorSetup.Load(_context, ConfigOverrides.None, out _, out _)!;
        using var run = RunFolder.Create(_home);

        await using var host = await MonitorHost.StartAsync(setup, run.Instance, TimeProvider.System);

        Assert.Null(host.Status().Ipc);
        Assert.Null(host.Status().Snapshot);
        Assert.False(Directory.Exists(_home.SnapshotFolder));
    }

    [Theory]
    [InlineData("HOME/inside", "shares a folder with the state home")]
    [InlineData("HOME/..", "shares a folder with the state home")]
    [InlineData("FILE", "is not a folder")]
    [InlineData("OPEN", "can be written by everybody")]
    public void An_ipc_folder_that_is_not_safe_is_refused(string root, string message)
    {
        File.WriteAllText(Path.Join(_folder, "file"), "");
        Directory.CreateDirectory(Path.Join(_folder, "open"));
        File.SetUnixFileMode(Path.Join(_folder, "open"), (UnixFileMode)0x1ff);
        var path = root.Replace("HOME", _home.Root, StringComparison.Ordinal)
            .Replace("FILE", Path.Join(_folder, "file"), StringComparison.Ordinal).Replace("OPEN", Path.Join(_folder, "open"), StringComparison.Ordinal);
        SafeFile.Replace(_context.ConfigPath, Encoding.UTF8.GetBytes($$"""{ "ipc": { "root": "{{path}}" } }"""));

        Assert.Null(MonitorSetup.Load(_context, ConfigOverrides.None, out var problems, out _));

        Assert.Contains(message, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string group, string path) => Path.Join(_folder, "nanoclaw", "data", "ipc", group, path);

    private string Config(string ipc, string more) =>
        $$"""{ "listen": "127.0.0.1:0", "patterns": { "known_values": [{ "env": "KNOWN" }] }, "ipc": { "root": "{{Path.Join(_folder, "nanoclaw/data/ipc")}}", {{ipc}} }{{more}} }""";

    private async Task<MonitorHost> StartAsync(string ipc, string more = "")
    {
        SafeFile.Replace(_context.ConfigPath, Encoding.UTF8.GetBytes(Config(ipc, more)));
        var setup = MonitorSetup.Load(_context, ConfigOverrides.None, out var problems, out var warnings)
            ?? throw new InvalidOperationException(string.Join('\n', problems));
        Assert.DoesNotContain(warnings, warning => warning.Contains("ipc", StringComparison.Ordinal));
        return await MonitorHost.StartAsync(setup, _home.Instance, TimeProvider.System);
    }

    /// <summary>Asks as a container does, and waits for the file as one does.</summary>
    private async Task<JsonElement> AskAsync(string group, string id, string type)
    {
        var request = In(group, $"clawsec_traffic/{id}.json");
        var result = In(group, $"clawsec_results/{id}.json");
        await File.WriteAllTextAsync(request + ".tmp", $$"""{"type":"{{type}}","requestId":"{{id}}","timestamp":"{{TimeProvider.System.GetUtcNow():O}}"}""");
        File.Move(request + ".tmp", request);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(result))
        {
            await poll.WaitForNextTickAsync(limit.Token);
        }

        using var answer = JsonDocument.Parse(await File.ReadAllTextAsync(result, limit.Token));
        Assert.True(answer.RootElement.GetProperty("success").GetBoolean(), answer.RootElement.GetRawText());
        return answer.RootElement.GetProperty("data").Clone();
    }

    private static async Task SendAsync(MonitorHost host, string body)
    {
        using var origin = new TcpListener(IPAddress.Loopback, 0);
        origin.Start();
        var answering = AnswerAsync(origin);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Endpoint);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST http://{origin.LocalEndpoint}/save HTTP/1.1\r\nHost: {origin.LocalEndpoint}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(client.GetStream());
        await reader.ReadToEndAsync();
        await answering;
    }

    private static async Task AnswerAsync(TcpListener origin)
    {
        using var client = await origin.AcceptTcpClientAsync();
        var received = new byte[65_536];
        Assert.True(await client.GetStream().ReadAsync(received) > 0);
        await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine"u8.ToArray());
    }
}
