using System.Net;
using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Tests.Judging;

public sealed class PrivateHostsTests
{
    [Theory]
    [InlineData("127.0.0.1", "loopback", Severity.Low)]
    [InlineData("localhost", "loopback", Severity.Low)]
    [InlineData("LOCALHOST.", "loopback", Severity.Low)]
    [InlineData("app.localhost", "loopback", Severity.Low)]
    [InlineData("[::1]", "loopback", Severity.Low)]
    [InlineData("10.1.2.3", "private", Severity.Low)]
    [InlineData("172.31.0.1", "private", Severity.Low)]
    [InlineData("192.168.1.100", "private", Severity.Low)]
    [InlineData("100.64.0.1", "private", Severity.Low)]
    [InlineData("[fd12::1]", "private", Severity.Low)]
    [InlineData("host.docker.internal", "private", Severity.Low)]
    [InlineData("169.254.1.1", "link-local", Severity.High)]
    [InlineData("fe80::1", "link-local", Severity.High)]
    [InlineData("169.254.169.254", "metadata", Severity.High)]
    [InlineData("169.254.170.2", "metadata", Severity.High)]
    [InlineData("100.100.100.200", "metadata", Severity.High)]
    [InlineData("metadata.google.internal", "metadata", Severity.High)]
    [InlineData("fd00:ec2::254", "metadata", Severity.High)]
    [InlineData("2130706433", "disguised", Severity.High)]
    [InlineData("0x7f000001", "disguised", Severity.High)]
    [InlineData("0x7f.1", "disguised", Severity.High)]
    [InlineData("0177.0.0.1", "disguised", Severity.High)]
    [InlineData("127.1", "disguised", Severity.High)]
    [InlineData("10.1", "disguised", Severity.High)]
    [InlineData("0", "disguised", Severity.High)]
    [InlineData("0.0.0.0", "disguised", Severity.High)]
    [InlineData("::", "disguised", Severity.High)]
    [InlineData("2852039166", "disguised", Severity.High)]
    [InlineData("0xA9.0xFE.0xA9.0xFE", "disguised", Severity.High)]
    [InlineData("[::ffff:169.254.169.254]", "disguised", Severity.High)]
    [InlineData("::ffff:7f00:1", "disguised", Severity.High)]
    [InlineData("64:ff9b::10.0.0.1", "disguised", Severity.High)]
    [InlineData("2002:7f00:1::", "disguised", Severity.High)]
    [InlineData("\uFF11\uFF12\uFF17.0.0.1", "disguised", Severity.High)]
    [InlineData("\u2460\u2461\u2466\u30020\u30020\u30021", "disguised", Severity.High)]
    [InlineData("10.0.0.1.nip.io", "disguised", Severity.High)]
    [InlineData("app-10-0-0-1.sslip.io", "disguised", Severity.High)]
    [InlineData("7f000001.nip.io", "disguised", Severity.High)]
    [InlineData("--1.sslip.io", "disguised", Severity.High)]
    [InlineData("08080808.7f000001.rbndr.us", "disguised", Severity.High)]
    [InlineData("make-8-8-8-8-rr-169.254.169.254.1u.ms", "disguised", Severity.High)]
    [InlineData("x.localtest.me", "disguised", Severity.High)]
    public void A_request_that_stays_inside_is_told_in_any_spelling(string host, string rule, Severity severity)
    {
        var found = Assert.Single(Requested(host));
        Assert.Equal(("private_destination", rule, severity, ThreatType.Exfil), (found.Finding.Pattern, found.Rule, found.Finding.Severity, found.Finding.ThreatType));
    }

    [Theory]
    [InlineData("api.example.com")]
    [InlineData("8.8.8.8")]
    [InlineData("134744072")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2001:db8::1")]
    [InlineData("8.8.8.8.nip.io")]
    [InlineData("nip.io")]
    [InlineData("notlocalhost")]
    [InlineData("localhost.example.com")]
    [InlineData("metadata.example.com")]
    [InlineData("127.0.0.1.example.com")]
    [InlineData("256.1.1.1")]
    [InlineData("0x")]
    [InlineData("1.2.3.4.5")]
    [InlineData("")]
    public void Public_hosts_are_none(string host) => Assert.Empty(Requested(host));

    [Fact]
    public void A_public_name_that_leads_inside_is_in_disguise()
    {
        var context = Harness.Context(Direction.Outbound, "api.example.com") with { Resolved = IPAddress.Parse("10.0.0.7") };
        Assert.Equal(["private_destination/disguised"], Harness.Names(Hosted(context)));
        Assert.Empty(Hosted(context with { Resolved = IPAddress.Parse("192.0.2.7") }));
    }

    [Theory]
    [InlineData("api.example.com", false, "10.0.0.7", "disguised", Severity.High)]
    [InlineData("api.example.com", false, "127.0.0.1", "disguised", Severity.High)]
    [InlineData("api.example.com", false, "169.254.169.254", "disguised", Severity.High)]
    [InlineData("git.corp.example.com", true, "10.0.0.7", "private", Severity.Low)]
    [InlineData("git.corp.example.com", true, "169.254.169.254", "metadata", Severity.High)]
    [InlineData("nas", false, "192.168.1.5", "private", Severity.Low)]
    [InlineData("printer.local", false, "192.168.1.6", "private", Severity.Low)]
    [InlineData("db.internal", false, "127.0.0.1", "loopback", Severity.Low)]
    [InlineData("db.internal", false, "169.254.169.254", "metadata", Severity.High)]
    [InlineData("localhost", false, "127.0.0.1", "loopback", Severity.Low)]
    [InlineData("app.localhost", false, "127.0.0.1", "loopback", Severity.Low)]
    [InlineData("host.docker.internal", false, "172.17.0.1", "private", Severity.Low)]
    [InlineData("host.docker.internal", false, "169.254.169.254", "metadata", Severity.High)]
    [InlineData("127.1", false, "127.0.0.1", "disguised", Severity.High)]
    [InlineData("127.0.0.1", false, "127.0.0.1", "loopback", Severity.Low)]
    public void A_name_hides_where_it_leads_unless_it_is_one_of_the_inside(string host, bool isKnown, string resolved, string rule, Severity severity)
    {
        var context = Harness.Context(Direction.Outbound, host) with { Resolved = IPAddress.Parse(resolved), IsHostKnownInside = isKnown };
        var found = Assert.Single(Hosted(context));
        Assert.Equal((rule, severity), (found.Rule, found.Finding.Severity));
    }

    [Fact]
    public void What_a_client_was_kept_from_is_told_whatever_address_it_is()
    {
        var context = Harness.Context(Direction.Outbound, "224.0.0.1") with { IsRefused = true };
        Assert.Equal(["private_destination/reserved"], Harness.Names(Hosted(context)));
        Assert.Equal(Severity.Low, Hosted(context)[0].Finding.Severity);
        Assert.Equal(["private_destination/loopback"], Harness.Names(Hosted(context with { Host = "localhost" })));
    }

    [Fact]
    public void A_destination_that_the_operator_chose_is_no_news()
    {
        var context = Harness.Context(Direction.Outbound, "127.0.0.1") with { IsGiven = true };
        Assert.Empty(Hosted(context));
    }

    [Fact]
    public void The_host_header_is_looked_at_where_it_names_another_host()
    {
        Assert.Equal(["private_destination/metadata"], Harness.Names(Harness.Head("GET / HTTP/1.1\nHost: 169.254.169.254:80\n\n")));
        Assert.Empty(Harness.Head("GET / HTTP/1.1\nHost: evil.example:443\n\n"));
        Assert.Empty(Harness.Head("HTTP/1.1 200 OK\nHost: 10.0.0.1\n\n", direction: Direction.Inbound));
    }

    [Fact]
    public void What_is_switched_off_is_silent()
    {
        foreach (var name in new[] { "private_destination", "private_destination/loopback" })
        {
            var detector = Harness.Make(new DetectorOptions { FingerprintKey = new byte[32], Disabled = [name] });
            Assert.Empty(Hosted(Harness.Context(Direction.Outbound, "127.0.0.1"), detector));
        }
    }

    [Fact]
    public void No_host_makes_it_fail()
    {
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            var host = Encoding.ASCII.GetString(random.GetItems("0123456789abcdefx.-:[]%"u8.ToArray(), random.Next(0, 40)));
            _ = PrivateHosts.Of(host);
        }
    }

    private static List<Detected> Requested(string host) => Hosted(Harness.Context(Direction.Outbound, host));

    private static List<Detected> Hosted(MessageContext context, Detector? detector = null)
    {
        var scan = new MessageScan();
        scan.Begin(detector ?? Harness.Default, context, Harness.Now);
        scan.Host();
        return scan.Found;
    }
}
