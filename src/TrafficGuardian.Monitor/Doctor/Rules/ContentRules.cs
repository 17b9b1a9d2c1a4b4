using TrafficGuardian.Monitor.Doctor.Paths;

namespace TrafficGuardian.Monitor.Doctor.Rules;

/// <summary>Paths that pass the monitor closed. Asked only of those that pass it.</summary>
internal static class ContentRules
{
    public static IEnumerable<PathFinding> Closed(DoctorFacts facts, TrafficPath path)
    {
        if (!facts.Monitor.OpensHttps && Encrypted(facts, path, orUnknown: true).Any())
        {
            yield return Closed(path, "https_closed", "HTTPS is not opened: only its destination is seen", "make a CA ('ca init') and set https_inspection.enabled, or use 'run --https'");
        }
    }

    public static IEnumerable<PathFinding> Bypassed(DoctorFacts facts, TrafficPath path) => OfOpened(facts, path)
        .Where(destination => !facts.Monitor.Opens(destination.Host, destination.Port))
        .Select(destination => Closed(path, "bypass_host", $"{destination.Shown} is left closed by bypass_hosts or inspect_hosts (or by the platform's own list)",
            "take it out of https_inspection.bypass_hosts, where its client can bear being opened"));

    public static IEnumerable<PathFinding> Rejected(DoctorFacts facts, TrafficPath path)
    {
        var left = (facts.Monitor.Status.BypassedHosts ?? []).Select(host => host.Dest).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return OfOpened(facts, path).Where(destination => left.Contains($"{destination.Host}:{destination.Port}"))
            .Select(destination => Closed(path, "client_rejects_ca", $"the client of {destination.Shown} rejects the CA's certificates, and is let through closed for a while",
                "start it with the CA variables that 'env' prints"));
    }

    public static IEnumerable<PathFinding> Constrained(DoctorFacts facts, TrafficPath path) => OfOpened(facts, path)
        .Where(destination => !facts.Trust.CanVouchFor(destination.Host))
        .Select(destination => Closed(path, "ca_constrained", $"the CA may not vouch for {destination.Shown}", "make one that may: 'ca init --force', with --hosts or without"));

    /// <summary>Trust by the variable that the path's client follows.</summary>
    public static IEnumerable<PathFinding> Trust(DoctorFacts facts, TrafficPath path)
    {
        if (!facts.Monitor.OpensHttps || !Encrypted(facts, path, orUnknown: true).Any())
        {
            yield break;
        }

        if (path.OwnTrust is { } own)
        {
            yield return Closed(path, "own_ca_file", $"its key '{own}' names the only certificates that it trusts", "clear it, and name that file in SSL_CERT_FILE, so that it is merged");
        }
        else if (VariablesOf(new PathEnvironment(facts, path).Client) is { Length: > 0 } variables
            && !facts.Trust.Files.Any(file => file.HoldsAuthority && variables.Contains(file.Variable)))
        {
            yield return Untrusted(facts, path, variables);
        }
    }

    private static PathFinding Untrusted(DoctorFacts facts, TrafficPath path, string[] variables)
    {
        const string Remedy = "start the agent again with the variables that 'env' prints: it makes the files anew";
        var file = facts.Trust.Files.FirstOrDefault(file => variables.Contains(file.Variable));
        return file is null ? Closed(path, "ca_variable_missing", $"{variables[0]} is not set: the CA is not trusted, and what is opened is rejected", Remedy)
            : file.Fault is not null ? Closed(path, "ca_file_missing", $"{file.Variable} names a file that {file.Fault}", Remedy)
            : file.HoldsFormerOne ? Closed(path, "ca_file_stale", $"{file.Variable} names a file with a former CA instead of the present one", Remedy)
            : Closed(path, "ca_not_in_bundle", $"{file.Variable} names a file without the CA", Remedy);
    }

    private static string[] VariablesOf(ClientKind client) => client switch
    {
        ClientKind.Go or ClientKind.GoUpperCase => ["SSL_CERT_FILE"],
        ClientKind.Node or ClientKind.Managed or ClientKind.NodeSockets => ["NODE_EXTRA_CA_CERTS"],
        ClientKind.Python => ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"],
        _ => [],
    };

    private static IEnumerable<Destination> OfOpened(DoctorFacts facts, TrafficPath path) => facts.Monitor.OpensHttps ? Encrypted(facts, path, orUnknown: false) : [];

    private static IEnumerable<Destination> Encrypted(DoctorFacts facts, TrafficPath path, bool orUnknown) => path.Destinations.Count == 0
        ? orUnknown ? [Destination.BuiltIn("unknown.invalid")] : []
        : path.Destinations.Where(destination => destination.IsTls && !ClientRules.IsRoute(facts, destination));

    private static PathFinding Closed(TrafficPath path, string code, string cause, string remedy) =>
        new($"{path.Kind} {path.Name}", PathState.SeenWithoutContent, code, cause, remedy);
}
