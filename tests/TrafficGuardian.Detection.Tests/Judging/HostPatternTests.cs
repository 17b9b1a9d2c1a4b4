using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Tests.Judging;

public sealed class HostPatternTests
{
    [Theory]
    [InlineData("api.example.com", "API.Example.COM.", true)]
    [InlineData("api.example.com", "x.api.example.com", false)]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData(".example.com", "a.example.com", true)]
    [InlineData("api.*.example.com", "api.eu.example.com", true)]
    [InlineData("api.*.example.com", "api.example.com", false)]
    [InlineData("*", "anything", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("::1", "[::1]", true)]
    [InlineData("localhost", "", false)]
    public void A_pattern_names_hosts(string pattern, string host, bool expected)
    {
        Assert.True(HostPattern.TryParse(pattern, out var parsed));
        Assert.Equal(expected, parsed.Matches(host));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a..b")]
    [InlineData("host:80")]
    [InlineData("https://host")]
    [InlineData("host/path")]
    [InlineData("a*.example.com")]
    [InlineData(".")]
    public void What_names_no_host_is_refused(string pattern) => Assert.False(HostPattern.TryParse(pattern, out _));
}
