using TrafficGuardian.Monitor.Doctor.Paths;
using TrafficGuardian.Monitor.Doctor.Rules;

namespace TrafficGuardian.Monitor.Doctor;

/// <summary>Holds facts against rules. Looks at nothing but its argument.</summary>
public static class Diagnosis
{
    // In the order in which causes of one path are told.
    private static readonly Func<DoctorFacts, TrafficPath, IEnumerable<PathFinding>>[] Detours =
    [
        ClientRules.OwnProxy, ClientRules.Detour, ClientRules.RawProtocol, ClientRules.ReadsNoProxy, ClientRules.OwnSockets, ClientRules.Container, ClientRules.Loopback,
        EnvironmentRules.NodeRelease, EnvironmentRules.NodeOptIn, EnvironmentRules.UpperCase, EnvironmentRules.Java, EnvironmentRules.NoVariable,
        EnvironmentRules.AnotherProxy, EnvironmentRules.NoProxy,
    ];

    // Asked only of paths that pass the monitor.
    private static readonly Func<DoctorFacts, TrafficPath, IEnumerable<PathFinding>>[] Passing =
    [
        ContentRules.Closed, ContentRules.Bypassed, ContentRules.Rejected, ContentRules.Constrained, ContentRules.Trust, ObservationRules.NeverSeen,
    ];

    private static readonly Func<DoctorFacts, IEnumerable<PathFinding>>[] OfMachine =
        [MachineRules.Monitor, MachineRules.Changed, MachineRules.Cgi, MachineRules.Environment, MachineRules.Services, MachineRules.Containers];

    /// <summary>The report: one row a path, and one for each other thing that something was found about; the worst first.</summary>
    public static DoctorReport Of(DoctorFacts facts)
    {
        var paths = facts.Paths.Paths.Select(path => new PathReport(path, $"{path.Kind} {path.Name}", FindingsOf(facts, path), ObservationRules.Observed(facts, path)));
        var machine = OfMachine.SelectMany(rule => rule(facts)).Concat(facts.Paths.Notices)
            .GroupBy(finding => finding.Path, StringComparer.Ordinal)
            .Select(group => new PathReport(null, group.Key, [.. group.OrderByDescending(finding => finding.State)], Observed: null));
        return new DoctorReport(facts, [.. machine.Concat(paths).OrderByDescending(report => report.State)]);
    }

    private static List<PathFinding> FindingsOf(DoctorFacts facts, TrafficPath path)
    {
        var detours = Detours.SelectMany(rule => rule(facts, path)).ToList();
        return detours.Count > 0 ? detours : [.. Passing.SelectMany(rule => rule(facts, path)).OrderByDescending(finding => finding.State)];
    }
}
