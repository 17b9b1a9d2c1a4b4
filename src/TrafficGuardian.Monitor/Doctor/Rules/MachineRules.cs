using System.Net;
using TrafficGuardian.Monitor.Doctor.Paths;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor.Rules;

/// <summary>Things of the monitor and of this machine that are about no single path.</summary>
internal static class MachineRules
{
    private static readonly string[] CgiMarks = ["REQUEST_METHOD", "GATEWAY_INTERFACE"];

    public static IEnumerable<PathFinding> Monitor(DoctorFacts facts)
    {
        const string Start = "start it: 'start --background', or the agent by 'run'";
        var status = facts.Monitor.Status;
        if (status.State == "stale")
        {
            yield return new PathFinding("monitor", PathState.GoingRound, "monitor_stale", "its state is there and its process is gone: nothing is seen, and an agent with its variables reaches nothing", Start);
        }
        else if (!facts.Monitor.IsRunning)
        {
            yield return new PathFinding("monitor", PathState.GoingRound, "monitor_stopped", "no monitor runs: nothing is seen now; the rows below tell what will be", Start);
        }
        else if (status.Traffic is not { } traffic)
        {
            yield return PathFinding.Notice("monitor", "monitor_silent", "it runs and does not answer: what it has seen is not known", "ask again; where it stays so, 'stop' and 'start' it");
        }
        else if (traffic.Exchanges + traffic.Tunnels == 0)
        {
            yield return PathFinding.Notice("monitor", "listener_unused", $"nothing has used {status.Listen} since it started", "let the agent do something and ask again: where it stays so, the agent goes round");
        }
    }

    public static IEnumerable<PathFinding> Changed(DoctorFacts facts)
    {
        if (facts.Monitor is { IsRunning: true, ConfigChanged: true })
        {
            yield return PathFinding.Notice("monitor", "config_changed", "its configuration has changed since it started", "start it again for the new one to hold as a whole");
        }

        if (facts.Monitor is { IsRunning: true, Status.CaFingerprintSha256: { } running } && facts.Trust.Fingerprint is { } present && running != present)
        {
            yield return new PathFinding("monitor", PathState.SeenWithoutContent, "ca_replaced", "it opens HTTPS with a former CA, and there is a new one", "start it again, and the agent behind it");
        }

        if (facts.Trust.ExpiryNotice is { } notice && facts.Monitor.OpensHttps)
        {
            yield return PathFinding.Notice("monitor", "ca_expires", notice, "'ca init --force', then start the monitor and the agent again");
        }
    }

    public static IEnumerable<PathFinding> Cgi(DoctorFacts facts) => CgiMarks.Where(name => facts.Agent.Value(name) is not null)
        .Select(name => new PathFinding("environment", PathState.GoingRound, "cgi",
            $"{name} is set, as for a CGI program: clients drop HTTP_PROXY then (Python, .NET, curl's kin), or refuse to work (Go)", $"unset {name} for the agent"));

    public static IEnumerable<PathFinding> Environment(DoctorFacts facts)
    {
        if (facts.Agent.Source == EnvironmentSource.Planned)
        {
            yield return PathFinding.Notice("environment", "planned", "this shell names no proxy and no process of the agent was found: paths are judged by the variables that 'env' prints",
                "an agent that is started without them goes round, as a whole");
        }

        // Without HTTPS opened nothing needs them to hold the CA, but programs fail all the same where they are gone.
        foreach (var file in facts.Trust.Files.Where(file => file.Fault is not null && !facts.Monitor.OpensHttps))
        {
            yield return PathFinding.Notice("environment", "ca_file_missing", $"{file.Variable} names a file that {file.Fault}: programs that follow it fail, or refuse to start", $"unset {file.Variable}, or name a file that exists");
        }
    }

    public static IEnumerable<PathFinding> Services(DoctorFacts facts)
    {
        // A configuration that leads every path to the monitor by itself needs no variables.
        var isConfigured = facts.Paths.Paths.Count > 0 && facts.Paths.Paths.Where(path => path.Client == ClientKind.Managed).Any(path => path.Proxy is { LeadsToMonitor: true });
        return isConfigured ? [] : facts.Units.Where(unit => !unit.NamesProxy).Select(unit => new PathFinding(
            $"service {unit.Name}", PathState.GoingRound, "service_environment", "this unit starts the agent and sets no proxy variables; it does not see a shell's",
            "give the unit the variables: 'env --format systemd'"));
    }

    public static IEnumerable<PathFinding> Containers(DoctorFacts facts)
    {
        if (facts.Platform == PlatformKind.Nanoclaw && IPAddress.IsLoopback(facts.Monitor.Listen.Address) && OperatingSystem.IsLinux())
        {
            yield return new PathFinding("listener", PathState.GoingRound, "listener_loopback", $"the monitor listens on {facts.Monitor.Listen}, which containers do not reach",
                "let it listen on the container bridge: 'setup' prints the configuration");
        }
    }
}
