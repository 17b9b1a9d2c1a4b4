using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Platforms;

/// <summary>The setup texts, whole, with fixed values.</summary>
public sealed class SetupTextTests
{
    private const string Listen = "127.0.0.1:18870";

    [Theory]
    [InlineData(PlatformKind.Picoclaw, false)]
    [InlineData(PlatformKind.Picoclaw, true)]
    [InlineData(PlatformKind.Openclaw, false)]
    [InlineData(PlatformKind.Openclaw, true)]
    [InlineData(PlatformKind.Hermes, false)]
    [InlineData(PlatformKind.Hermes, true)]
    public void The_text_of_a_platform_is_as_it_was(PlatformKind kind, bool opened)
    {
        var text = Text(kind, opened);

        Assert.Equal(File.ReadAllText(Path.Join(AppContext.BaseDirectory, "Platforms", "Fixtures", "setup", $"{kind.Name()}{(opened ? "-https" : "")}.txt")), text);
    }

    [Theory]
    [InlineData(PlatformKind.Picoclaw)]
    [InlineData(PlatformKind.Openclaw)]
    [InlineData(PlatformKind.Hermes)]
    public void What_is_set_up_can_be_undone_and_nothing_needs_more_rights(PlatformKind kind)
    {
        var text = Text(kind, opened: true);
        var undo = text[text.IndexOf("To undo it", StringComparison.Ordinal)..];

        Assert.All((string[])["sudo", "update-ca", "/etc/", ".bashrc", ".profile", "setx", "made-up"], word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        Assert.All((string[])["stop", "ca remove", "rm -rf '/home/u/"], word => Assert.Contains(word, undo, StringComparison.Ordinal));
        Assert.Equal(text.Contains("proxy.proxyUrl http", StringComparison.Ordinal), undo.Contains("config unset proxy.proxyUrl", StringComparison.Ordinal));
        Assert.Equal(text.Contains("mkdir -p ~/.config", StringComparison.Ordinal), undo.Contains("rm ~/.config", StringComparison.Ordinal));
    }

    [Fact]
    public void A_configuration_at_a_place_of_its_own_is_named_in_every_command()
    {
        var context = PlatformResolver.Resolve(
            new PlatformRequest("picoclaw", "/home/u/VERB", "/etc/own.json", "/"), Context.Environment(("HOME", "/home/u")), out _)!;

        var text = SetupText.For(PlatformPlanner.Plan(new PlatformFacts(context, $"http://{Listen}")), "traffic-guardian", Listen, context.ConfigPath);

        var commands = text.Split('\n').Where(line => line.Contains("traffic-guardian ", StringComparison.Ordinal) && line.Contains("--home", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(commands);
        Assert.All(commands, line => Assert.Contains("--platform picoclaw --home '/home/u/VERB' --config '/etc/own.json'", line, StringComparison.Ordinal));
    }

    private static string Text(PlatformKind kind, bool opened)
    {
        var environment = Context.Environment(("HOME", "/home/u"), ("HTTPS_PROXY", "http://joe:made-up@proxy.example:3128"));
        var context = PlatformResolver.Resolve(new PlatformRequest(kind.Name(), null, null, "/"), environment, out _)!;
        var facts = new PlatformFacts(context, $"http://{Listen}")
        {
            Trust = opened ? new TrustFiles($"{context.Home}/ca/ca.pem", $"{context.Home}/ca/bundle.pem", $"{context.Home}/ca/truststore.p12") : null,
        };
        var trust = opened ? new SetupTrust(Enabled: true, string.Join(':', Enumerable.Repeat("AB", 32)), "2036-04-26") : null;
        return SetupText.For(PlatformPlanner.Plan(facts), "traffic-guardian", Listen, context.ConfigPath, trust);
    }
}
