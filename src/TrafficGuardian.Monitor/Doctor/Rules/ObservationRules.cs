using TrafficGuardian.Monitor.Doctor.Paths;

namespace TrafficGuardian.Monitor.Doctor.Rules;

/// <summary>What a running monitor has really seen, held against what the configuration names.</summary>
internal static class ObservationRules
{
    public static IEnumerable<PathFinding> NeverSeen(DoctorFacts facts, TrafficPath path)
    {
        if (facts.Monitor.Hosts is not { } hosts || !facts.Monitor.HostsAreAll)
        {
            yield break;
        }

        foreach (var destination in path.Destinations.Where(destination => !ClientRules.IsRoute(facts, destination) && !Has(hosts, destination)))
        {
            yield return PathFinding.Notice($"{path.Kind} {path.Name}", "never_seen", $"the running monitor has never seen {destination.Shown}",
                "let the agent use it once and ask again: where it is still unseen, it goes round");
        }
    }

    /// <summary>Whether one of the path's hosts was seen; null where that can't be told.</summary>
    public static bool? Observed(DoctorFacts facts, TrafficPath path) => facts.Monitor.Hosts is not { } hosts || path.Destinations.Count == 0 ? null
        : path.Destinations.Any(destination => Has(hosts, destination)) ? true
        : facts.Monitor.HostsAreAll ? false : null;

    private static bool Has(IReadOnlyList<SeenHost> hosts, Destination destination) =>
        hosts.Any(host => host.Host.TrimEnd('.').Equals(destination.Host, StringComparison.OrdinalIgnoreCase)
            || host.Host.Equals(destination.Shown, StringComparison.OrdinalIgnoreCase));
}
