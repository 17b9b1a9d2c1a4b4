using TrafficGuardian.Monitor.Configuration.Network;

namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class SearchDomainsTests
{
    [Theory]
    [InlineData("git.corp.example.com", true)]
    [InlineData("a.b.corp.example.com.", true)]
    [InlineData("corp.example.com", false)]
    [InlineData("evilcorp.example.com", false)]
    [InlineData("www.other.example", true)]
    [InlineData("www.com", false)]
    public void Names_below_a_search_domain_are_the_networks_own(string host, bool isOwn) => Assert.Equal(
        isOwn,
        SearchDomains.Parse("# made\nnameserver 127.0.0.53\noptions edns0\nsearch\tCorp.Example.com. com\r\ndomain other.example\n").Hold(host));

    [Fact]
    public void Without_the_file_there_are_none() => Assert.False(SearchDomains.Parse("").Hold("git.corp.example.com"));
}
