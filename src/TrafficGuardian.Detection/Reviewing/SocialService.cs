using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>A social service, or a part of one, at its hosts.</summary>
/// <param name="Name">What it is called in the place of a rule.</param>
/// <param name="Hosts">Its hosts; none where any host may be it.</param>
/// <param name="Source">What makes requests to it.</param>
/// <param name="Account">Where they say which bot makes them.</param>
/// <param name="Replies">Fields whose presence makes a post a reply.</param>
internal sealed record SocialService(
    string Name, IReadOnlyList<HostPattern> Hosts, ReviewSource Source, AccountPlace Account, IReadOnlyList<string> Replies)
{
    /// <summary>Its routes.</summary>
    public IReadOnlyList<SocialRoute> Routes { get; init; } = [];
}
