using System.CommandLine;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>ca init</c>: makes a CA, and the files by which one process will trust it.</summary>
internal static class CaInit
{
    public static Command Create(CliContext context, CommonOptions common)
    {
        var days = new Option<int>("--days")
        {
            Description = $"How long it lives, 1 to {AuthorityMaker.MaxDays}",
            DefaultValueFactory = _ => AuthorityMaker.DefaultDays,
        };
        var hosts = new Option<string[]>("--hosts")
        {
            Description = "DNS names that it is limited to, with what is below them; a comma between, or the option again. A stolen key is worth nothing elsewhere",
            HelpName = "NAME,...",
        };
        var force = new Option<bool>("--force") { Description = "Replace the one that is there" };
        var command = new Command("init", "Make a CA for one process; whatever trusts it has to be started again after a change") { days, hosts, force };
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            var limits = CaHosts.Parse(parsed.GetValue(hosts) ?? []);
            if (parsed.GetResult(hosts) is not null && limits.Count == 0)
            {
                throw new CommandFailure(ExitCodes.Usage, "--hosts: names none. Name some, or leave the option out for a CA without a limit.");
            }

            Make(platform, limits, Days(parsed.GetValue(days)), parsed.GetValue(force), context);
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Days(int days) => days is >= 1 and <= AuthorityMaker.MaxDays
        ? days : throw new CommandFailure(ExitCodes.Usage, $"--days: is out of range. Give a number from 1 to {AuthorityMaker.MaxDays}.");

    private static void Make(PlatformContext platform, IReadOnlyList<string> hosts, int days, bool force, CliContext context)
    {
        var paths = CaCommand.Paths(platform);
        var store = new AuthorityStore(platform, paths);
        if (store.Foreign is { Count: > 0 } foreign)
        {
            throw new CommandFailure(ExitCodes.Failed,
                $"the configuration names a CA of your own, outside the home: {string.Join(", ", foreign)}. It is left alone. "
                    + "For a CA in the home, take https_inspection.ca_certificate and .ca_private_key out of the configuration.");
        }

        if (!store.Create(hosts, days, context.Time.GetUtcNow(), force))
        {
            throw new CommandFailure(ExitCodes.Failed,
                $"a CA is there already ({paths.Certificate}). 'ca show' shows it; --force replaces it, and whatever trusts it must then be started again.");
        }

        var certificate = CaCommand.Certificate(paths, ExitCodes.Failed);
        var warnings = new List<string>();
        new ProcessTrust(platform, paths.Certificate, certificate).Refresh(warnings);
        Tell(platform, paths, certificate, hosts, context);
        warnings.ForEach(warning => context.Error.WriteLine($"traffic-guardian: warning: {warning}"));
    }

    private static void Tell(
        PlatformContext platform, AuthorityPaths paths, AuthorityCertificate certificate, IReadOnlyList<string> hosts, CliContext context)
    {
        CaShow.WriteText(context.Out, platform, paths, certificate);
        if (hosts.Count > 0)
        {
            var patterns = hosts.SelectMany(host => new[] { host, "*." + host }).Select(pattern => $"\"{pattern}\"");
            context.Out.WriteLine("It vouches for these hosts alone, all others are bypassed. Say so in the configuration:");
            context.Out.WriteLine($"  {{ \"https_inspection\": {{ \"inspect_hosts\": [{string.Join(", ", patterns)}] }} }}");
        }

        context.Out.WriteLine("Nothing trusts it yet. 'run --https -- COMMAND' gives it to one command; docs/https.md tells the rest.");
        if (MonitorProbe.Probe(new StateHome(platform).Instance) is { Presence: MonitorPresence.Running, Record.HttpsInspection: true })
        {
            context.Error.WriteLine("traffic-guardian: warning: the monitor that runs still uses the CA from before: 'stop' and 'start' it, and start the agent again.");
        }
    }
}
