using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Redaction;

namespace TrafficGuardian.Detection.Judging;

/// <summary>How a request that stays inside is named and graded. The destination itself is a field of the finding.</summary>
internal static class PrivateDestinationText
{
    // What listens below needs rights of its own (RFC 6335 section 6): a service of the machine, not something that an agent started.
    private const int FirstFreePort = 1024;

    /// <param name="reach">Where it goes.</param>
    /// <param name="port">The port, where the destination is given as an address; else 0.</param>
    public static FixedText Of(HostReach reach, int port = 0) => new(
        PatternCatalogue.PrivateDestination,
        reach.IsDisguised ? "disguised" : KindOf(reach.Network),
        reach.IsDisguised || reach.Network is NetworkKind.LinkLocal or NetworkKind.Metadata ? Severity.High
            : reach.Network == NetworkKind.Loopback && port is > 0 and < FirstFreePort ? Severity.Medium : Severity.Low,
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
