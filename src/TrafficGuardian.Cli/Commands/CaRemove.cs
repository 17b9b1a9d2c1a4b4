using System.CommandLine;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>ca remove</c>: takes the CA away, and what was made of it.</summary>
internal static class CaRemove
{
    public static Command Create(CliContext context, CommonOptions common)
    {
        var command = new Command("remove", "Remove the CA, its key, and the bundles that hold it; a CA of your own outside the home is left alone");
        command.SetAction(parsed =>
        {
            Remove(common.Resolve(parsed), context);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Remove(PlatformContext platform, CliContext context)
    {
        var config = CaCommand.Config(platform);
        var store = new AuthorityStore(platform, config.AuthorityIn(platform));
        var removed = store.Remove();
        foreach (var path in removed)
        {
            context.Out.WriteLine($"removed {path}");
        }

        foreach (var path in store.Foreign)
        {
            context.Out.WriteLine($"left alone {path}: it lies outside the home, and is your own");
        }

        if (removed.Count == 0)
        {
            context.Out.WriteLine("Nothing was there to remove.");
            return;
        }

        context.Out.WriteLine("A process that was given these files has to be started again without them. Where you had it trusted elsewhere, that is still so.");
        if (MonitorProbe.Probe(new StateHome(platform).Instance) is { Presence: MonitorPresence.Running, Record.HttpsInspection: true })
        {
            context.Error.WriteLine("traffic-guardian: warning: the monitor that runs keeps using it until 'stop'.");
        }
    }
}
