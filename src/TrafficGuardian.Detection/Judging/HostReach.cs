namespace TrafficGuardian.Detection.Judging;

/// <summary>Where a host name or address leads.</summary>
/// <param name="Network">The kind of network.</param>
/// <param name="IsDisguised">Whether it is written so as not to be recognised.</param>
internal readonly record struct HostReach(NetworkKind Network, bool IsDisguised)
{
    public static HostReach Public => default;

    public HostReach Disguised => this with { IsDisguised = Network != NetworkKind.Public };
}
