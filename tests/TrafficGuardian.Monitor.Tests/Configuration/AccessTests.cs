using System.Net;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Tests.Configuration;

public sealed class AccessTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("172.17.0.9", true)]
    [InlineData("::ffff:172.17.0.9", true)]
    [InlineData("172.18.0.9", false)]
    [InlineData("10.0.0.1", false)]
    public void Loopback_and_allowed_clients_are_served(string client, bool served) =>
        Assert.Equal(served, ClientAccess.For(new MonitorConfig { AllowedClients = [IPNetwork.Parse("172.17.0.0/16")] })(IPAddress.Parse(client)));

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("64:ff9b::1.1.1.1", true)]
    [InlineData("2002:101:101::1", true)]
    [InlineData("::ffff:1.1.1.1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("64:ff9b:1::1.1.1.1", false)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("2001:0:1::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void A_remote_client_reaches_public_addresses_only(string address, bool reached)
    {
        var access = DestinationAccess.For(new MonitorConfig());

        Assert.Equal(reached, access.Allows(IPAddress.Parse("172.17.0.2"), "name.example", IPAddress.Parse(address)));
        Assert.True(access.Allows(IPAddress.Parse("::ffff:127.0.0.1"), "name.example", IPAddress.Parse(address)));
    }

    [Fact]
    public void What_the_configuration_excepts_is_reached()
    {
        var access = DestinationAccess.For(new MonitorConfig { ReachablePrivateDestinations = ["*.corp.example", "192.168.7.0/24"] });
        var client = IPAddress.Parse("172.17.0.2");

        Assert.True(access.Allows(client, "git.corp.example", IPAddress.Parse("10.0.0.1")));
        Assert.True(access.Allows(client, "any.example", IPAddress.Parse("192.168.7.9")));
        Assert.True(access.Allows(client, "any.example", IPAddress.Parse("::ffff:192.168.7.9")));
        Assert.False(access.Allows(client, "corp.example", IPAddress.Parse("10.0.0.1")));
        Assert.False(access.Allows(client, "notcorp.example", IPAddress.Parse("192.168.8.9")));
        Assert.True(DestinationAccess.For(new MonitorConfig { RemoteMayReachPrivate = true }).Allows(client, "x", IPAddress.Loopback));
    }

    [Theory]
    [InlineData("api.example.com", NameVerdict.LookUp)]
    [InlineData("xn--e1afmkfd.xn--p1ai", NameVerdict.LookUp)]
    [InlineData("git.corp.example.com", NameVerdict.Allowed)]
    [InlineData("localhost", NameVerdict.Refused)]
    [InlineData("app.localhost", NameVerdict.Refused)]
    [InlineData("nas", NameVerdict.Refused)]
    [InlineData("printer.local", NameVerdict.Refused)]
    [InlineData("metadata.google.internal", NameVerdict.Refused)]
    [InlineData("host.docker.internal", NameVerdict.Refused)]
    [InlineData("10.0.0.1.nip.io", NameVerdict.Refused)]
    [InlineData("%31%32%37.0.0.1", NameVerdict.Refused)]
    [InlineData("1.2.3.4.5", NameVerdict.Refused)]
    [InlineData("evil.0x7f", NameVerdict.Refused)]
    [InlineData("a..1", NameVerdict.Refused)]
    [InlineData("", NameVerdict.Refused)]
    [InlineData("fe80::1%25eth0", NameVerdict.Refused)]
    public void Behind_a_proxy_a_remote_client_has_public_names_only(string host, NameVerdict verdict)
    {
        var access = DestinationAccess.For(new MonitorConfig { ReachablePrivateDestinations = ["*.corp.example.com"] });
        Assert.Equal(verdict, access.Judge(IPAddress.Parse("172.17.0.2"), host));
        Assert.Equal(NameVerdict.Allowed, access.Judge(IPAddress.Loopback, host));
    }

    [Fact]
    public void This_machines_own_addresses_are_known_whatever_they_are()
    {
        var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address).ToList();
        Assert.NotEmpty(own);
        Assert.All(own, address => Assert.True(OwnAddress.Is(address), address.ToString()));
        Assert.False(OwnAddress.Is(IPAddress.Parse("203.0.113.77")));
    }

    [Fact]
    public void An_address_that_is_not_the_first_of_its_network_is_known_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the loopback network has one address");
        Assert.True(OwnAddress.Is(IPAddress.Parse("127.0.0.77")));
    }

    [Theory]
    [InlineData("api.example.com", "API.example.com.", true)]
    [InlineData("api.example.com", "xapi.example.com", false)]
    [InlineData("api.example.com", "api.example.com.evil.example", false)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", ".example.com", true)]
    [InlineData(".example.com", "a.example.com", true)]
    [InlineData("api.*.example.com", "api.eu.example.com", true)]
    [InlineData("api.*.example.com", "api.eu.west.example.com", false)]
    [InlineData("*", "anything", true)]
    [InlineData("10.0.0.0/8", "10.9.9.9", true)]
    [InlineData("10.0.0.0/8", "ten.example", false)]
    [InlineData("[fd00::1]", "fd00::1", true)]
    public void A_host_pattern_means_what_it_says(string pattern, string host, bool meant) =>
        Assert.Equal(meant, HostPattern.Parse(pattern)!.Matches(host));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("*x.example")]
    [InlineData("http://a.example")]
    [InlineData("a.example/path")]
    [InlineData("a b")]
    [InlineData("a.example:99999")]
    [InlineData("-a.example")]
    public void What_is_no_host_pattern_is_refused(string pattern) => Assert.Null(HostPattern.Parse(pattern));
}
