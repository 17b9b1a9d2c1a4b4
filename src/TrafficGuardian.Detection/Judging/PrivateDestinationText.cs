using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Redaction;

namespace TrafficGuardian.Detection.Judging;

/// <summary>How a request that stays inside is named and graded. The destination itself is a field of the finding.</summary>
internal static class PrivateDestinationText
{
    /// <param name="reach">Where it goes.</param>
    public static FixedText Of(HostReach reach) => new(
        PatternCatalogue.PrivateDestination,
        reach.IsDisguised ? "disguised" : KindOf(reach.Network),
        reach.IsDisguised || reach.Network is NetworkKind.LinkLocal or NetworkKind.Metadata ? Severity.High : Severity.Low,
        $"a request to {PlaceOf(reach.Network)}{(reach.IsDisguised ? ", in a spelling or under a name that hides it" : "")}");

    private static string KindOf(NetworkKind network) => network switch
    {
        NetworkKind.Loopback => "loopback",
        NetworkKind.Private => "private",
        NetworkKind.LinkLocal => "link-local",
        NetworkKind.Reserved => "reserved",
        _ => "metadata",
    };

    private static string PlaceOf(NetworkKind network) => network switch
    {
        NetworkKind.Loopback => "this machine",
        NetworkKind.Private => "a private network",
        NetworkKind.LinkLocal => "a link-local address",
        NetworkKind.Reserved => "an address that is none of the public internet",
        _ => "a cloud's metadata service",
    };
}
