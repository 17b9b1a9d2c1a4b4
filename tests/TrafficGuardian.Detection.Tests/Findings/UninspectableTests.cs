using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Findings;

public sealed class UninspectableTests
{
    [Theory]
    [InlineData(UninspectableCause.Certificate, "certificate")]
    [InlineData(UninspectableCause.Pinning, "pinning")]
    [InlineData(UninspectableCause.Mismatch, "mismatch")]
    [InlineData(UninspectableCause.Frame, "frame")]
    [InlineData(UninspectableCause.Deflate, "deflate")]
    public void What_cannot_be_read_is_a_low_outbound_finding_that_names_its_host_and_cause(UninspectableCause cause, string rule)
    {
        var detected = Harness.Default.Uninspectable(Harness.Context(Direction.Inbound), cause, Harness.Now)!;
        var finding = detected.Finding;
        Assert.Equal(
            (Direction.Outbound, ThreatType.Exfil, "uninspectable_content", Severity.Low, "https", "127.0.0.1", "evil.example:443"),
            (finding.Direction, finding.ThreatType, finding.Pattern, finding.Severity, finding.Protocol, finding.Source, finding.Dest));
        Assert.Equal((rule, Harness.Now), (detected.Rule, finding.Timestamp));
        Assert.InRange(finding.Snippet.Length, 10, 160);
    }

    [Fact]
    public void Only_the_same_cause_at_the_same_destination_has_the_same_fingerprint()
    {
        var first = Made(UninspectableCause.Frame, "one.example");
        Assert.Equal(first, Made(UninspectableCause.Frame, "one.example"));
        Assert.NotEqual(first, Made(UninspectableCause.Frame, "two.example"));
        Assert.NotEqual(first, Made(UninspectableCause.Deflate, "one.example"));
    }

    [Fact]
    public void A_secret_in_the_host_name_is_not_shown()
    {
        var key = TestRules.Expand("AIza{b64url:35}");
        var context = Harness.Context(Direction.Outbound, key + ".example");
        var finding = Harness.Default.Uninspectable(context, UninspectableCause.Pinning, Harness.Now)!.Finding;
        Assert.DoesNotContain(key, finding.Dest, StringComparison.Ordinal);
        Assert.Contains("[REDACTED", finding.Dest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uninspectable_content", true)]
    [InlineData("uninspectable_content/pinning", true)]
    [InlineData("uninspectable_content/frame", false)]
    [InlineData("jwt", false)]
    public void The_pattern_or_one_cause_of_it_can_be_switched_off(string disabled, bool isOff)
    {
        var detector = Harness.Make(new DetectorOptions { FingerprintKey = new byte[32], Disabled = [disabled] });
        var detected = detector.Uninspectable(Harness.Context(Direction.Outbound), UninspectableCause.Pinning, Harness.Now);
        Assert.Equal(isOff, detected is null);
    }

    private static UInt128 Made(UninspectableCause cause, string host) =>
        Harness.Default.Uninspectable(Harness.Context(Direction.Outbound, host), cause, Harness.Now)!.Fingerprint;
}
