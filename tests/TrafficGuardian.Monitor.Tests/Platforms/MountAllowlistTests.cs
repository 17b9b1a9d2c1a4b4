using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Tests.Platforms;

public sealed class MountAllowlistTests
{
    [Fact]
    public void The_default_home_can_be_mounted_from() =>
        Assert.DoesNotContain(WarningsOf(home: null), warning => warning.Contains("snapshot", StringComparison.Ordinal));

    [Theory]
    [InlineData("/srv/my.environment/guardian", ".env")]
    [InlineData("/home/agent/.secrets/guardian", ".secret")]
    [InlineData("/home/agent/credentials/guardian", "credentials")]
    public void A_home_that_NanoClaw_would_not_mount_from_is_warned_of(string home, string part) =>
        Assert.Contains(WarningsOf(home), warning => warning.Contains($"'{part}'", StringComparison.Ordinal));

    private static IReadOnlyList<string> WarningsOf(string? home)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = "/home/agent" };
        var context = PlatformResolver.Resolve(new PlatformRequest("nanoclaw", home, Config: null, "/"), variables, out _)!;
        return ConfigLoader.Load(context, ConfigOverrides.None).Warnings;
    }
}
