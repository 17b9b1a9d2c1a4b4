using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Platforms;

public sealed class PlatformResolverTests
{
    [Theory]
    [InlineData("picoclaw", "/home/u/.picoclaw/security/clawsec/traffic-guardian")]
    [InlineData("nanoclaw", "/home/u/.config/nanoclaw/security/traffic-guardian")]
    [InlineData("openclaw", "/home/u/.openclaw/security/clawsec/traffic-guardian")]
    [InlineData("hermes", "/home/u/.hermes/security/traffic-guardian")]
    public void Each_platform_has_its_home(string platform, string home)
    {
        var context = Resolved(new(platform, null, null, "/cwd"));

        Assert.Equal(home, context.Home);
        Assert.Equal(home + "/config.json", context.ConfigPath);
        Assert.False(context.ConfigNamed);
    }

    [Theory]
    [InlineData("PICOCLAW_HOME", "/p", "picoclaw", "/p/security/clawsec/traffic-guardian")]
    [InlineData("OPENCLAW_STATE_DIR", "/o", "openclaw", "/o/security/clawsec/traffic-guardian")]
    [InlineData("OPENCLAW_HOME", "/o", "openclaw", "/o/.openclaw/security/clawsec/traffic-guardian")]
    [InlineData("HERMES_HOME", "/h", "hermes", "/h/security/traffic-guardian")]
    [InlineData("PICOCLAW_TRAFFIC_GUARDIAN_HOME", "/x", "picoclaw", "/x")]
    [InlineData("NANOCLAW_TRAFFIC_GUARDIAN_HOME", "/x", "nanoclaw", "/x")]
    [InlineData("OPENCLAW_TRAFFIC_GUARDIAN_HOME", "/x", "openclaw", "/x")]
    [InlineData("HERMES_TRAFFIC_GUARDIAN_HOME", "/x", "hermes", "/x")]
    public void The_platform_whose_home_variable_is_set_is_meant(string name, string value, string platform, string home)
    {
        var context = Resolved(new(null, null, null, "/cwd"), (name, value));

        Assert.Equal(platform, context.Kind.Name());
        Assert.Equal(home, context.Home);
    }

    [Fact]
    public void Without_any_home_variable_it_is_picoclaw() =>
        Assert.Equal(PlatformKind.Picoclaw, Resolved(new(null, null, null, "/cwd"), ("HERMES_HOME", "")).Kind);

    [Fact]
    public void Several_platforms_homes_are_an_error_that_asks_for_the_option()
    {
        var error = Error(new(null, null, null, "/cwd"), ("PICOCLAW_HOME", "/p"), ("HERMES_HOME", "/h"));

        Assert.Contains("--platform picoclaw|hermes", error, StringComparison.Ordinal);
        Assert.Equal(PlatformKind.Hermes, Resolved(new("hermes", null, null, "/cwd"), ("PICOCLAW_HOME", "/p"), ("HERMES_HOME", "/h")).Kind);
    }

    [Fact]
    public void Two_home_variables_of_one_platform_are_no_error() =>
        Assert.Equal("/g", Resolved(new(null, null, null, "/cwd"), ("PICOCLAW_HOME", "/p"), ("PICOCLAW_TRAFFIC_GUARDIAN_HOME", "/g")).Home);

    [Theory]
    [InlineData("Picoclaw")]
    [InlineData("zeroclaw")]
    [InlineData("")]
    public void An_unknown_platform_is_an_error_that_lists_the_known_ones(string platform) =>
        Assert.Contains("picoclaw, nanoclaw, openclaw, hermes", Error(new(platform, null, null, "/cwd")), StringComparison.Ordinal);

    [Theory]
    [InlineData("state", "/cwd/state")]
    [InlineData("./a/../b/", "/cwd/b")]
    [InlineData("~", "/home/u")]
    [InlineData("~/g", "/home/u/g")]
    [InlineData("/abs/g/", "/abs/g")]
    public void The_home_option_wins_and_is_made_absolute(string option, string home) =>
        Assert.Equal(home, Resolved(new(null, option, null, "/cwd"), ("PICOCLAW_TRAFFIC_GUARDIAN_HOME", "/other")).Home);

    [Fact]
    public void The_config_option_wins_over_the_variable()
    {
        Assert.Equal("/cwd/c.json", Resolved(new(null, null, "c.json", "/cwd"), ("PICOCLAW_TRAFFIC_GUARDIAN_CONFIG", "/v.json")).ConfigPath);
        var fromVariable = Resolved(new(null, null, null, "/cwd"), ("PICOCLAW_TRAFFIC_GUARDIAN_CONFIG", "/v.json"));
        Assert.Equal("/v.json", fromVariable.ConfigPath);
        Assert.True(fromVariable.ConfigNamed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a\nb")]
    public void A_home_that_is_no_folder_of_its_own_is_an_error(string home) =>
        Assert.NotEmpty(Error(new(null, home, null, "/cwd")));

    private static PlatformContext Resolved(PlatformRequest request, params (string, string)[] variables)
    {
        var context = PlatformResolver.Resolve(request, Context.Environment([("HOME", "/home/u"), .. variables]), out var error);
        Assert.Null(error);
        return context!;
    }

    private static string Error(PlatformRequest request, params (string, string)[] variables)
    {
        Assert.Null(PlatformResolver.Resolve(request, Context.Environment([("HOME", "/home/u"), .. variables]), out var error));
        return error!;
    }
}
