using TrafficGuardian.Monitor.Doctor;
using TrafficGuardian.Monitor.Platforms;
using static TrafficGuardian.Monitor.Doctor.PathState;
using static TrafficGuardian.Monitor.Platforms.PlatformKind;

namespace TrafficGuardian.Monitor.Tests.Doctor;

/// <summary>Situations as operators have them: files of a platform, an environment, and what becomes of one path.</summary>
public sealed class SituationTests
{
    private static readonly Dictionary<string, Situation> Table = new(StringComparer.Ordinal)
    {
        ["a model with the environment's proxy passes closed"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "https_closed"),
        ["a model with a proxy of its own"] = new(Picoclaw, "picoclaw-v0.2", "model proxied", GoingRound, "own_proxy"),
        ["a model whose own proxy is the monitor"] = new(Picoclaw, "picoclaw-v0.2", "model watched", SeenWithoutContent, "https_closed"),
        ["a model on this machine"] = new(Picoclaw, "picoclaw-v0.2", "model home", GoingRound, "loopback"),
        ["a model over plain http is read"] = new(Picoclaw, "picoclaw-v0.2", "model corp", Seen, null),
        ["a model behind a route is read"] = new(Picoclaw, "picoclaw-v0.2", "model routed", Seen, null)
        { Given = world => world.Configure("""{ "routes": [{ "listen": "127.0.0.1:18871", "target": "https://api.openai.com" }] }""") },
        ["the same address without the route"] = new(Picoclaw, "picoclaw-v0.2", "model routed", GoingRound, "loopback"),
        ["a model behind a command of Node's"] = new(Picoclaw, "picoclaw-v0.2", "model cli", GoingRound, "node_env_proxy")
        { Given = world => world.SetProxies().Set("NODE_USE_ENV_PROXY", "") },
        ["a channel with a proxy of its own"] = new(Picoclaw, "picoclaw-v0.2", "channel family", GoingRound, "own_proxy"),
        ["a channel whose proxy a variable names"] = new(Picoclaw, "picoclaw-v0.2", "channel guild", GoingRound, "own_proxy")
        { Given = world => world.Set("PICOCLAW_CHANNELS_DISCORD_PROXY", "http://10.0.0.1:3128") },
        ["a channel that looks at upper case only"] = new(Picoclaw, "picoclaw-v0.2", "channel guild", GoingRound, "upper_case")
        { Given = world => world.SetProxies().Set("HTTP_PROXY", "").Set("HTTPS_PROXY", "") },
        ["a channel over a WebSocket of Go's passes"] = new(Picoclaw, "picoclaw-v0.2", "channel office", SeenWithoutContent, "https_closed"),
        ["an MQTT channel"] = new(Picoclaw, "picoclaw-v0.2", "channel sensors", GoingRound, "raw_protocol"),
        ["an IRC channel"] = new(Picoclaw, "picoclaw-v0.2", "channel old-friends", GoingRound, "raw_protocol"),
        ["a bridge on this machine"] = new(Picoclaw, "picoclaw-v0.2", "channel phone", GoingRound, "loopback"),
        ["the web tools' own proxy"] = new(Picoclaw, "picoclaw-v0.2", "tool web", GoingRound, "own_proxy"),
        ["the web tools' own proxy by a variable"] = new(Picoclaw, "picoclaw-clean", "tool web", GoingRound, "own_proxy")
        { Given = world => world.Set("PICOCLAW_TOOLS_WEB_PROXY", "http://10.0.0.1:3128") },
        ["a registry whose client knows no proxy"] = new(Picoclaw, "picoclaw-v0.2", "skills clawhub", GoingRound, "reads_no_proxy"),
        ["a registry with a proxy of its own"] = new(Picoclaw, "picoclaw-v0.2", "skills github", GoingRound, "own_proxy"),
        ["an MCP server of Node's, told to follow"] = new(Picoclaw, "picoclaw-v0.2", "mcp files", SeenWithoutContent, "https_closed"),
        ["an MCP server of Node's, not told"] = new(Picoclaw, "picoclaw-v0.2", "mcp files", GoingRound, "node_env_proxy")
        { Given = world => world.SetProxies().Set("NODE_USE_ENV_PROXY", "") },
        ["an MCP server on an old Node"] = new(Picoclaw, "picoclaw-v0.2", "mcp files", GoingRound, "node_release")
        { Given = world => world.Set("PATH", Path.GetDirectoryName(world.Write(".nvm/versions/node/v20.11.1/bin/node", ""))!) },
        ["an MCP server on a new Node"] = new(Picoclaw, "picoclaw-v0.2", "mcp files", SeenWithoutContent, "https_closed")
        { Given = world => world.Set("PATH", Path.GetDirectoryName(world.Write(".nvm/versions/node/v22.21.0/bin/node", ""))!) },
        ["an MCP server of Python's"] = new(Picoclaw, "picoclaw-v0.2", "mcp search", SeenWithoutContent, "https_closed"),
        ["an MCP server with variables of its own"] = new(Picoclaw, "picoclaw-v0.2", "mcp elsewhere", GoingRound, "another_proxy"),
        ["an MCP server of Java's"] = new(Picoclaw, "picoclaw-v0.2", "mcp jvm", GoingRound, "java_options"),
        ["an MCP server in a container"] = new(Picoclaw, "picoclaw-v0.2", "mcp boxed", GoingRound, "container"),
        ["an MCP server elsewhere"] = new(Picoclaw, "picoclaw-v0.2", "mcp remote", SeenWithoutContent, "https_closed"),
        ["a provider of the oldest configuration"] = new(Picoclaw, "picoclaw-v0.1", "model zhipu", SeenWithoutContent, "https_closed"),
        ["the same with a proxy of its own"] = new(Picoclaw, "picoclaw-v0.1", "model nvidia", GoingRound, "own_proxy"),
        ["NO_PROXY names a host"] = new(Picoclaw, "picoclaw-clean", "model main", GoingRound, "no_proxy")
        { Given = world => world.Set("NO_PROXY", "api.anthropic.com") },
        ["NO_PROXY names a domain"] = new(Picoclaw, "picoclaw-clean", "model main", GoingRound, "no_proxy")
        { Given = world => world.SetProxies().Set("no_proxy", ".anthropic.com") },
        ["NO_PROXY names another host"] = new(Picoclaw, "picoclaw-clean", "model cheap", SeenWithoutContent, "https_closed")
        { Given = world => world.Set("NO_PROXY", "api.anthropic.com") },
        ["NO_PROXY names everything"] = new(Hermes, "hermes-legacy", "tool web", GoingRound, "no_proxy")
        { Given = world => world.Set("NO_PROXY", "*") },
        ["another proxy in the environment"] = new(Picoclaw, "picoclaw-clean", "model main", GoingRound, "another_proxy")
        { Given = world => world.SetProxies("http://joe:made-up-password@proxy.corp.example:3128") },
        ["a proxy for http alone"] = new(Picoclaw, "picoclaw-clean", "model main", GoingRound, "no_variable")
        { Given = world => world.Set("HTTP_PROXY", DoctorWorld.Proxy) },
        ["ALL_PROXY, which Go ignores"] = new(Picoclaw, "picoclaw-clean", "model main", GoingRound, "no_variable")
        { Given = world => world.Set("ALL_PROXY", DoctorWorld.Proxy) },
        ["a CGI program's variable"] = new(Picoclaw, "picoclaw-clean", "environment", GoingRound, "cgi") { Given = world => world.Set("REQUEST_METHOD", "GET") },
        ["a running agent without variables"] = new(Picoclaw, "picoclaw-clean", "model main", GoingRound, "no_variable")
        { Given = world => world.SetProxies().Process(7, ["/usr/bin/picoclaw", "gateway"], ("HOME", "/home/u")) },
        ["a running agent with the variables"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "https_closed")
        { Given = world => world.Process(7, ["picoclaw", "gateway"], ("HTTPS_PROXY", DoctorWorld.Proxy), ("HTTP_PROXY", DoctorWorld.Proxy)) },
        ["no monitor runs"] = new(Picoclaw, "picoclaw-clean", "monitor", GoingRound, "monitor_stopped"),
        ["a monitor that was killed"] = new(Picoclaw, "picoclaw-clean", "monitor", GoingRound, "monitor_stale") { Given = world => world.Write("guardian/state.json", "{}") },
        ["a unit without variables"] = new(Picoclaw, "picoclaw-clean", "service picoclaw.service", GoingRound, "service_environment")
        { Given = world => world.Write(".config/systemd/user/picoclaw.service", "[Service]\nEnvironment=TOKEN=made-up-token\nExecStart=/usr/bin/picoclaw gateway\n") },
        ["HTTPS is opened and trusted"] = new(Picoclaw, "picoclaw-clean", "model main", Seen, null) { Given = world => world.OpenHttps() },
        ["HTTPS is opened and a host is left closed"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "bypass_host")
        { Given = world => world.OpenHttps(""", "bypass_hosts": ["*.anthropic.com"]""") },
        ["HTTPS is opened for other hosts alone"] = new(Picoclaw, "picoclaw-clean", "model cheap", SeenWithoutContent, "bypass_host")
        { Given = world => world.OpenHttps(""", "inspect_hosts": ["api.anthropic.com"]""") },
        ["the CA may not vouch for the host"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "ca_constrained")
        { Given = world => world.MakeAuthority(["deepseek.com"]).Configure("""{ "https_inspection": { "enabled": true, "trust_scope": "process" } }""") },
        ["the CA is not trusted"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "ca_variable_missing")
        { Given = world => world.OpenHttps().SetProxies() },
        ["the CA file is gone"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "ca_file_missing")
        { Given = world => world.OpenHttps().SetProxies().Set("SSL_CERT_FILE", world.Guardian + "/ca/bundle.pem") },
        ["the CA file holds no CA of ours"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "ca_not_in_bundle")
        { Given = world => world.OpenHttps().SetProxies().Set("SSL_CERT_FILE", world.Write("corp.pem", Trust.MadeAuthority.Pem())) },
        ["the CA file holds a former CA"] = new(Picoclaw, "picoclaw-clean", "model main", SeenWithoutContent, "ca_file_stale")
        {
            Given = world =>
            {
                world.OpenHttps();
                var former = world.Write("former.pem", File.ReadAllText(world.Guardian + "/ca/ca.pem"));
                world.MakeAuthority(replace: true).SetProxies().Set("SSL_CERT_FILE", former);
            },
        },
        ["a CA file that is gone while nothing is opened"] = new(Hermes, "hermes-legacy", "environment", Seen, "ca_file_missing")
        { Given = world => world.Set("REQUESTS_CA_BUNDLE", "/nowhere/bundle.pem") },
        ["the CA ends soon"] = new(Picoclaw, "picoclaw-clean", "monitor", GoingRound, "ca_expires")
        { Given = world => world.MakeAuthority(days: 3).Configure("""{ "https_inspection": { "enabled": true, "trust_scope": "process" } }""") },
        ["a managed proxy that is the monitor"] = new(Openclaw, "openclaw-2026-08", "model anthropic", SeenWithoutContent, "https_closed"),
        ["a WebSocket behind the managed proxy"] = new(Openclaw, "openclaw-2026-08", "channel discord", SeenWithoutContent, "https_closed"),
        ["a provider past the managed proxy"] = new(Openclaw, "openclaw-2026-08", "model corp", GoingRound, "own_proxy"),
        ["a model on this machine behind the managed proxy"] = new(Openclaw, "openclaw-2026-08", "model lmstudio", Seen, null),
        ["NO_PROXY, which the managed proxy clears"] = new(Openclaw, "openclaw-2026-08", "model anthropic", SeenWithoutContent, "https_closed")
        { Given = world => world.Set("NO_PROXY", "*") },
        ["a managed proxy that is another"] = new(Openclaw, "openclaw-2026-08", "model anthropic", GoingRound, "own_proxy")
        { Given = world => world.Configure("""{ "listen": "127.0.0.1:18999" }""") },
        ["OpenClaw's IRC channel"] = new(Openclaw, "openclaw-2026-08", "channel irc", GoingRound, "raw_protocol"),
        ["a channel of another program"] = new(Openclaw, "openclaw-2026-08", "channel signal", GoingRound, "own_program"),
        ["a sandbox with a network"] = new(Openclaw, "openclaw-2026-08", "container agents.defaults.sandbox.docker", GoingRound, "container"),
        ["a browser"] = new(Openclaw, "openclaw-2026-08", "tool browser", GoingRound, "browser"),
        ["a managed proxy by the planned variable"] = new(Openclaw, "openclaw-2026-02", "channel discord", SeenWithoutContent, "https_closed"),
        ["Node's variables without the opt-in"] = new(Openclaw, "openclaw-2026-02", "model second", GoingRound, "node_env_proxy")
        { Given = world => world.SetProxies().Set("NODE_USE_ENV_PROXY", "") },
        ["a WebSocket without the managed proxy"] = new(Openclaw, "openclaw-2026-02", "channel discord", GoingRound, "own_sockets") { Given = world => world.SetProxies() },
        ["a model on this machine without it"] = new(Openclaw, "openclaw-2026-02", "model lmstudio", GoingRound, "loopback") { Given = world => world.SetProxies() },
        ["an account with a proxy of its own"] = new(Openclaw, "openclaw-2026-02", "channel telegram", GoingRound, "own_proxy"),
        ["embeddings elsewhere"] = new(Openclaw, "openclaw-2026-02", "setting agents.defaults.memorySearch.remote", SeenWithoutContent, "https_closed"),
        ["files that are included"] = new(Openclaw, "openclaw-2026-02", "configuration", Seen, "includes"),
        ["the managed proxy in OpenClaw's own .env"] = new(Openclaw, "openclaw-2026-02", "channel discord", SeenWithoutContent, "https_closed")
        { Given = world => world.Write("platform/.env", $"OPENCLAW_PROXY_URL={DoctorWorld.Proxy}\n") },
        ["an installed gateway without the managed proxy"] = new(Openclaw, "openclaw-clawdbot", "service openclaw-gateway.service", GoingRound, "service_environment")
        { Given = world => world.SetProxies().Write(".config/systemd/user/openclaw-gateway.service", "[Service]\nExecStart=/usr/bin/node openclaw gateway\n") },
        ["a channel of the oldest configuration"] = new(Openclaw, "openclaw-clawdbot", "channel telegram", GoingRound, "own_proxy"),
        ["a model of the oldest configuration"] = new(Openclaw, "openclaw-clawdbot", "model anthropic", SeenWithoutContent, "https_closed"),
        ["a configured gateway of Hermes"] = new(Hermes, "hermes-current", "model custom", SeenWithoutContent, "https_closed"),
        ["a provider with certificates of its own"] = new(Hermes, "hermes-current", "model second", SeenWithoutContent, "own_ca_file") { Given = world => world.OpenHttps() },
        ["a local model that NO_PROXY excepts"] = new(Hermes, "hermes-current", "model vision", GoingRound, "loopback"),
        ["a local model that nothing excepts is read"] = new(Hermes, "hermes-current", "model vision", Seen, null)
        { Given = world => world.SetProxies().Set("NO_PROXY", "").Set("no_proxy", "") },
        ["a channel's own proxy in YAML"] = new(Hermes, "hermes-current", "channel telegram", GoingRound, "own_proxy"),
        ["Hermes' IRC channel"] = new(Hermes, "hermes-current", "channel irc", GoingRound, "raw_protocol"),
        ["a channel by its token"] = new(Hermes, "hermes-current", "channel discord", SeenWithoutContent, "https_closed"),
        ["a terminal elsewhere"] = new(Hermes, "hermes-current", "container terminal (docker)", GoingRound, "container"),
        [".env's proxy wins over the environment's"] = new(Hermes, "hermes-legacy", "model openrouter", GoingRound, "another_proxy") { Given = world => world.SetProxies() },
        ["channels that may not read the environment"] = new(Hermes, "hermes-deaf", "channel telegram", GoingRound, "trust_env_off"),
        ["such a channel with a proxy of its own that is the monitor"] = new(Hermes, "hermes-deaf", "channel discord", SeenWithoutContent, "https_closed"),
        ["containers that nothing leads"] = new(Nanoclaw, "nanoclaw-v1", "container agents", GoingRound, "container"),
        ["containers that are wired"] = new(Nanoclaw, "nanoclaw-v1-wired", "container agents", SeenWithoutContent, "https_closed"),
        ["containers that do not reach the listener"] = new(Nanoclaw, "nanoclaw-v1-wired", "listener", GoingRound, "listener_loopback"),
        ["WhatsApp's library"] = new(Nanoclaw, "nanoclaw-v1", "channel whatsapp", GoingRound, "own_sockets"),
        ["Telegram's library with agents of its own"] = new(Nanoclaw, "nanoclaw-v1", "channel telegram", GoingRound, "own_sockets"),
        ["the credential proxy on the host"] = new(Nanoclaw, "nanoclaw-v1", "model anthropic (credential proxy)", SeenWithoutContent, "https_closed"),
        ["the credential proxy on an old Node"] = new(Nanoclaw, "nanoclaw-v1", "model anthropic (credential proxy)", GoingRound, "node_release")
        { Given = world => world.Set("PATH", Path.GetDirectoryName(world.Write(".nvm/versions/node/v22.3.0/bin/node", ""))!) },
        ["the credential proxy behind a route"] = new(Nanoclaw, "nanoclaw-v1", "model anthropic (credential proxy)", Seen, null)
        {
            Given = world => { world.Configure("""{ "routes": [{ "listen": "127.0.0.1:18871", "target": "https://api.anthropic.com" }] }"""); world.Write("platform/.env", "ANTHROPIC_BASE_URL=http://127.0.0.1:18871\n"); },
        },
        ["containers of version 2"] = new(Nanoclaw, "nanoclaw-v2", "container agents", GoingRound, "container"),
        ["Discord's library"] = new(Nanoclaw, "nanoclaw-v2", "channel discord", GoingRound, "own_sockets"),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_situation_is_told_with_its_cause(string name)
    {
        var situation = Table[name];
        using var world = new DoctorWorld(situation.Platform, situation.Fixture);
        situation.Given(world);

        var report = await world.AskAsync();

        var path = Assert.Single(report.Paths, path => path.Name == situation.Path);
        Assert.Equal((situation.State, true), (path.State, situation.Code is null || path.Findings.Any(finding => finding.Code == situation.Code)));
        Assert.Equal(situation.Code is null, path.Findings.Count == 0);
        Assert.All(Texts(report), text => Assert.DoesNotContain("made-up", text, StringComparison.Ordinal));
        Assert.All(report.Paths.SelectMany(path => path.Findings), finding => Assert.True(finding.Cause.Length > 0 && finding.Remedy.Length > 0));
    }

    [Theory]
    [InlineData(Picoclaw, "config.json", "{ \"model_list\": [", "config_unreadable")]
    [InlineData(Openclaw, "openclaw.json", "{ models: ", "config_unreadable")]
    [InlineData(Openclaw, "openclaw.json", "[]", "config_unreadable")]
    [InlineData(Hermes, "config.yaml", "model:\n\tbase_url: https://tabs.example\n", "config_unreadable")]
    [InlineData(Picoclaw, "other.json", "{}", "config_missing")]
    public async Task A_configuration_that_can_not_be_read_is_told(PlatformKind kind, string file, string content, string code)
    {
        using var world = new DoctorWorld(kind);
        world.Write("platform/" + file, content);

        Assert.Contains((await world.AskAsync()).Paths.SelectMany(path => path.Findings), finding => finding.Code == code);
    }

    [Theory]
    [InlineData(Picoclaw, "picoclaw-v0.2")]
    [InlineData(Openclaw, "openclaw-2026-02")]
    [InlineData(Hermes, "hermes-current")]
    public async Task The_worst_stands_first_and_decides(PlatformKind kind, string fixture)
    {
        using var world = new DoctorWorld(kind, fixture);

        var report = await world.AskAsync();

        Assert.Equal(GoingRound, report.State);
        Assert.Equal(report.Paths.Select(path => path.State).OrderDescending(), report.Paths.Select(path => path.State));
    }

    internal static IEnumerable<string> Texts(DoctorReport report) => report.Paths.SelectMany(path =>
        path.Findings.SelectMany(finding => new[] { finding.Cause, finding.Remedy, finding.Path }).Append(path.Name)
            .Concat(path.Path?.Destinations.Select(destination => destination.Shown) ?? []));
}
