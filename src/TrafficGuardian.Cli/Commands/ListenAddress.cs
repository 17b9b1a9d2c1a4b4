using System.Net;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Commands;

/// <summary>Where clients reach the monitor: the running one, else the one that the configuration describes.</summary>
internal static class ListenAddress
{
    /// <exception cref="CommandFailure">Nothing runs, and the configuration names no fixed port or is invalid.</exception>
    public static string Of(PlatformContext platform, CliContext context)
    {
        var probe = MonitorProbe.Probe(new StateHome(platform).Instance);
        if (probe is { Presence: MonitorPresence.Running, Record: { } record })
        {
            return record.Listen;
        }

        var listen = Setups.LoadConfig(platform).Listen;
        if (listen.Port == 0)
        {
            throw new CommandFailure(ExitCodes.Failed, "no monitor runs, and 'listen' leaves the port open. Start the monitor first, or give 'listen' a port.");
        }

        context.Error.WriteLine("traffic-guardian: no monitor runs. A process with these variables reaches nothing before 'start'.");
        return (listen.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, listen.Port) : listen).ToString();
    }
}
