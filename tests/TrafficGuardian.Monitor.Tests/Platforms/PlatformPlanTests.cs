using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Tests.State;

namespace TrafficGuardian.Monitor.Tests.Platforms;

public sealed class PlatformPlanTests
{
    private const string ProxyUrl = "http://127.0.0.1:18870";

    [Theory]
    [InlineData("picoclaw-providers")]
    [InlineData("picoclaw-model-list")]
    [InlineData("picoclaw-channel-list")]
    [InlineData("picoclaw-broken")]
    public void Each_version_of_picoclaws_configuration_gives_its_plan(string fixture)
    {
        var folder = Path.Join(AppContext.BaseDirectory, "Platforms", "Fixtures", fixture);

        var plan = PlatformPlanner.Plan(new PlatformFacts(Context.Of(PlatformKind.Picoclaw, "/g", ("PICOCLAW_HOME", "/p")), ProxyUrl)
        {
            PlatformConfigPath = "/p/config.json",
            PlatformConfig = File.ReadAllBytes(Path.Join(folder, "config.json")),
        });

        Assert.Equal(File.ReadAllText(Path.Join(folder, "plan.txt")), Shown(plan));
        Assert.DoesNotContain("made-up", plan.ToString() + Shown(plan), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\":{\"proxy\":\"\\ud800\"}}")]
    [InlineData("{\"model_list\":[{\"model_name\":\"\\ud800\",\"proxy\":\"\\ud800\",\"api_base\":\"\\ud800\"}],\"channels\":7,\"tools\":{\"web\":[]}}")]
    [InlineData("{\"model_list\":{\"a\":{\"api_base\":\"http://[::1]:1\"},\"b\":{\"api_base\":\"nonsense\"},\"c\":{\"api_base\":\"http://\"}}}")]
    [InlineData("[[[[[")]
    [InlineData("")]
    public void A_configuration_that_makes_no_sense_is_no_failure(string text)
    {
        var plan = PlatformPlanner.Plan(new PlatformFacts(Context.Of(PlatformKind.Picoclaw, "/g"), ProxyUrl)
        {
            PlatformConfigPath = "/p/config.json",
            PlatformConfig = System.Text.Encoding.UTF8.GetBytes(text),
        });

        Assert.Empty(plan.Credentials);
    }

    [Fact]
    public void What_was_excepted_stays_excepted_and_loopback_is_added()
    {
        var plan = Plan(PlatformKind.Picoclaw, ("NO_PROXY", "corp.example, 10.0.0.0/8"), ("no_proxy", ".internal,LOCALHOST"));

        Assert.Equal(".internal,LOCALHOST,corp.example,10.0.0.0/8,127.0.0.1,::1", Value(plan, "NO_PROXY"));
        Assert.Equal(Value(plan, "NO_PROXY"), Value(plan, "no_proxy"));
    }

    [Fact]
    public void A_proxy_variable_that_clients_follow_beside_the_usual_ones_is_set_only_where_it_was()
    {
        Assert.Null(Value(Plan(PlatformKind.Picoclaw), "ALL_PROXY"));
        var plan = Plan(PlatformKind.Picoclaw, ("ALL_PROXY", "socks5://10.0.0.1:1080"), ("wss_proxy", "http://10.0.0.1:1"));
        Assert.Equal(ProxyUrl, Value(plan, "ALL_PROXY"));
        Assert.Equal(ProxyUrl, Value(plan, "wss_proxy"));
        Assert.Null(Value(plan, "all_proxy"));
    }

    [Theory]
    [InlineData("REQUEST_METHOD", "GET", "CGI")]
    [InlineData("GATEWAY_INTERFACE", "CGI/1.1", "CGI")]
    [InlineData("NO_PROXY", "*", "every request")]
    [InlineData("PICOCLAW_TOOLS_WEB_PROXY", "http://10.0.0.1:1", "PICOCLAW_TOOLS_WEB_PROXY")]
    public void An_environment_that_leads_round_the_monitor_is_warned_of(string name, string value, string warning) =>
        Assert.Contains(warning, Assert.Single(Plan(PlatformKind.Picoclaw, (name, value)).Warnings), StringComparison.Ordinal);

    [Fact]
    public void Nanoclaw_reaches_its_host_directly_and_whatsapp_is_never_opened()
    {
        var plan = Plan(PlatformKind.Nanoclaw);

        Assert.EndsWith(",host.docker.internal", Value(plan, "NO_PROXY"), StringComparison.Ordinal);
        Assert.Contains("*.whatsapp.net", plan.BypassHosts);
    }

    [Fact]
    public void Openclaw_gets_its_own_proxy_variable_too() =>
        Assert.Equal(ProxyUrl, Value(Plan(PlatformKind.Openclaw), "OPENCLAW_PROXY_URL"));

    [Fact]
    public void Picoclaws_configuration_is_read_from_where_its_variable_says()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("own.json", "{\"tools\":{\"web\":{\"proxy\":\"http://10.0.0.1:1\"}}}");

        var facts = PlatformFactsReader.Read(Context.Of(PlatformKind.Picoclaw, "/g", ("PICOCLAW_CONFIG", path)), ProxyUrl);

        Assert.Equal(path, facts.PlatformConfigPath);
        Assert.StartsWith("tools.web", Assert.Single(PlatformPlanner.Plan(facts).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_setup_text_names_the_real_values_and_the_way_back()
    {
        foreach (var kind in PlatformNames.All)
        {
            var text = SetupText.For(Plan(kind), "./traffic-guardian", "127.0.0.1:18870", "/it's/config.json");

            Assert.Contains($"--platform {kind.Name()} --home '/g'", text, StringComparison.Ordinal);
            Assert.Contains("127.0.0.1:18870", text, StringComparison.Ordinal);
            Assert.Contains("To undo it", text, StringComparison.Ordinal);
            Assert.DoesNotContain("sudo", text, StringComparison.Ordinal);
            Assert.DoesNotContain("VERB", text, StringComparison.Ordinal);
        }
    }

    private static PlatformPlan Plan(PlatformKind kind, params (string, string)[] variables) =>
        PlatformPlanner.Plan(new PlatformFacts(Context.Of(kind, "/g", variables), ProxyUrl));

    private static string? Value(PlatformPlan plan, string name) =>
        plan.Variables.SingleOrDefault(variable => variable.Name == name)?.Value;

    private static string Shown(PlatformPlan plan) => string.Concat(
        plan.Variables.Select(variable => $"{variable.Name}={variable.Value}\n")
            .Concat(plan.Credentials.Select(credential => $"credential: {credential}\n"))
            .Concat(plan.Warnings.Select(warning => $"warning: {warning}\n")));
}
