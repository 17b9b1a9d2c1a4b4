using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Tests.Doctor;

public sealed class SeenHostsTests
{
    [Fact]
    public void A_host_is_kept_once_and_content_wins_whatever_comes_first()
    {
        var hosts = new SeenHosts();
        hosts.Add("b.example", withContent: false);
        hosts.Add("A.example", withContent: true);
        hosts.Add("B.example", withContent: true);
        hosts.Add("a.example", withContent: false);

        Assert.Equal([("A.example", true), ("b.example", true)], hosts.All());
        Assert.True(hosts.AreAll);
    }

    [Fact]
    public void A_flood_of_names_is_bounded_and_told()
    {
        var hosts = new SeenHosts();
        for (var number = 0; number < 3 * SeenHosts.Most; number++)
        {
            hosts.Add($"{number}.example", withContent: false);
        }

        Assert.Equal(SeenHosts.Most, hosts.All().Count);
        Assert.False(hosts.AreAll);
    }

    [Fact]
    public void A_name_that_is_longer_than_any_is_not_kept()
    {
        var hosts = new SeenHosts();
        hosts.Add(new string('a', 10_000), withContent: true);

        Assert.Empty(hosts.All());
        Assert.False(hosts.AreAll);
    }
}
