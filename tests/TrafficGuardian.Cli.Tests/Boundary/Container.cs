using System.Diagnostics;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>
/// A made-up container: a network namespace, and for each program a mount namespace with a read-only root that holds Node, the
/// executable, the libraries that these two need and what is mounted; no shell, no OpenSSL, no home, no folder for temporary files.
/// </summary>
/// <param name="home">Holds the folders that roots are made in.</param>
/// <param name="network">Where it is.</param>
/// <param name="space">Its namespace there.</param>
/// <param name="mounts">Source, target, and <c>ro</c> or <c>rw</c>.</param>
internal sealed class Container(TestHome home, BoundaryNetwork network, string space, params (string Source, string Target, string Mode)[] mounts)
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Boundary", "container.sh");
    private static readonly string Runtime = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
    private static readonly string Node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "node")).First(File.Exists);
    private static readonly Lazy<string[]> Libraries = new(Needed);

    public IReadOnlyList<(string Source, string Target, string Mode)> Mounts => mounts;

    /// <summary>Variables of every program in it, as <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Variables { get; set; } = [];

    /// <summary>Starts a program inside; its streams are pipes.</summary>
    public CliProcess Start(params string[] command)
    {
        var root = Directory.CreateDirectory(Path.Combine(home.Folder, $"root-{Guid.NewGuid():N}")).FullName;
        (string Source, string Target, string Mode)[] all =
        [
            (Node, "/bin/node", "ro"), (Runtime, "/opt/dotnet", "ro"), (AppContext.BaseDirectory, "/opt/guardian", "ro"), ("/dev/null", "/dev/null", "rw"),
            ("/dev/urandom", "/dev/urandom", "ro"), .. Libraries.Value.Select(file => (file, file, "ro")), .. mounts,
        ];
        return CliProcess.StartProgram(home, network.Enter(space)[0],
        [
            .. network.Enter(space)[1..], "unshare", "--mount", "--pid", "--fork", "--ipc", "--uts", "--kill-child", "sh", Script, root,
            .. all.SelectMany(mount => (string[])[mount.Source, mount.Target, mount.Mode]), "--", "DOTNET_ROOT=/opt/dotnet", .. Variables, .. command,
        ]);
    }

    /// <summary>Has the agent inside do something; what it printed.</summary>
    /// <param name="verb">What, as the script knows it.</param>
    /// <param name="input">With what.</param>
    public async Task<JsonElement> AskAsync(string verb, object input)
    {
        using var process = Start("/bin/node", "/opt/guardian/Boundary/agent.mjs", verb, JsonSerializer.Serialize(input, JsonSerializerOptions.Web));
        var result = await process.FinishAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("", result.Error);
        return JsonElement.Parse(result.Output);
    }

    /// <summary>An MCP server inside, asked for all three tools; every byte that it answered, and then the three structured contents.</summary>
    public async Task<(string Said, JsonElement[] Data)> McpAsync(params string[] source)
    {
        using var process = Start(["/opt/guardian/traffic-guardian", "mcp", .. source]);
        await process.Input.WriteLineAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"agent","version":"1"}}}""");
        await process.Input.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        var said = await CliProcess.LineAsync(process.Output, _ => true);
        var data = new List<JsonElement>();
        foreach (var tool in new[] { "status", "findings", "check_config" })
        {
            await process.Input.WriteLineAsync($$"""{"jsonrpc":"2.0","id":"{{tool}}","method":"tools/call","params":{"arguments":{},"name":"clawsec_traffic_{{tool}}"} }""");
            await process.Input.FlushAsync();
            var answer = await CliProcess.LineAsync(process.Output, _ => true);
            said += answer;
            Assert.True(JsonElement.Parse(answer).TryGetProperty("result", out var result), answer);
            Assert.True(result.TryGetProperty("structuredContent", out var content), answer);
            data.Add(content);
        }

        var end = await process.FinishAsync();
        Assert.Equal((0, ""), (end.ExitCode, end.Error));
        return (said + end.Output, [.. data]);
    }

    /// <summary>The files that the loader takes for Node and the executable.</summary>
    private static string[] Needed()
    {
        string[] programs = [Node, CliProcess.Executable, .. Directory.GetFiles(Path.Combine(Runtime, "shared/Microsoft.NETCore.App"), "libcoreclr.so", SearchOption.AllDirectories)];
        using var ldd = Process.Start(new ProcessStartInfo("ldd", programs) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var text = ldd.StandardOutput.ReadToEnd();
        ldd.WaitForExit();
        return [.. text.Split(['\n', ' ', '\t']).Where(word => word.StartsWith('/') && !word.EndsWith(':')).Append("/lib64/ld-linux-x86-64.so.2").Where(File.Exists).Distinct(StringComparer.Ordinal)];
    }
}
