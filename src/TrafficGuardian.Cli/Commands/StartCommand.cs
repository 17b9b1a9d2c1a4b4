using System.CommandLine;
using System.Runtime.InteropServices;
using TrafficGuardian.Cli.Processes;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Services;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>start</c>: a monitor that stays, in front of the user or detached.</summary>
internal static class StartCommand
{
    public static Command Create(CliContext context)
    {
        var background = new Option<bool>("--background") { Description = "Detach, and return when it listens" };
        var announce = new Option<bool>(BackgroundStart.Announce) { Description = "Tell the one who detached it", Hidden = true };
        var command = new Command("start", "Start a monitor that stays") { background, announce };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction((parsed, _) =>
        {
            var platform = common.Resolve(parsed);
            return parsed.GetValue(background)
                ? BackgroundStart.RunAsync(platform, context)
                : StayAsync(platform, parsed.GetValue(announce), context);
        });
        return command;
    }

    private static async Task<int> StayAsync(PlatformContext platform, bool announce, CliContext context)
    {
        var setup = MonitorSetup.Load(platform, ConfigOverrides.None, out var problems, out var warnings, context.Time) ?? throw Setups.Invalid(problems);
        var home = new StateHome(platform);
        using var place = HomeInstance.TryTake(home, context.Time) ?? throw AlreadyRuns(home);
        warnings = [.. warnings, .. RefreshTrust(setup)];
        using var notice = ServiceNotice.From(context.Environment, context.Time);
        using var sockets = HandedSockets.OfThisProcess(context.Environment, setup.Config.Routes.Select(route => route.Listen.Port));
        // Signals are heard before anybody is told that the monitor runs: who is told may stop it at once.
        var starting = new TaskCompletionSource<MonitorHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = On(PosixSignal.SIGTERM, starting.Task, static host => host.StopAsync(MonitorHost.DefaultDrain));
        using var interrupt = On(PosixSignal.SIGINT, starting.Task, static host => host.StopAsync(MonitorHost.DefaultDrain));
        using var hangup = Signal.IsIgnored(Signal.Hangup) ? null : On(PosixSignal.SIGHUP, starting.Task, static host => Task.Run(host.Reload));
        var host = await MonitorHost.StartAsync(setup, place.Instance, context.Time, new ServiceManager(sockets, notice)).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            starting.SetResult(host);
            Tell(setup, host, warnings, context);
            if (announce)
            {
                BackgroundStart.Detach(context);
            }

            await host.Stopped.ConfigureAwait(false);
        }

        return ExitCodes.Done;
    }

    /// <summary>Processes that were given the bundle before go on with it: it holds what is true now when they can work again.</summary>
    private static List<string> RefreshTrust(MonitorSetup setup)
    {
        var warnings = new List<string>();
        if (setup.Authority is { } authority)
        {
            new ProcessTrust(setup.Context, setup.Config.HttpsInspection.AuthorityIn(setup.Context).Certificate, authority.Certificate).Refresh(warnings);
        }

        return warnings;
    }

    private static CommandFailure AlreadyRuns(StateHome home)
    {
        var record = MonitorProbe.Probe(home.Instance).Record;
        var who = record is null ? "" : $" (process {record.Pid}, listening on {record.Listen})";
        return new CommandFailure(ExitCodes.Failed, $"a monitor already runs for this home{who}. 'stop' ends it; --home names another home.");
    }

    private static PosixSignalRegistration On(PosixSignal signal, Task<MonitorHost> starting, Func<MonitorHost, Task> react) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _ = ReactAsync(starting, react);
        });

    private static async Task ReactAsync(Task<MonitorHost> starting, Func<MonitorHost, Task> react) =>
        await react(await starting.ConfigureAwait(false)).ConfigureAwait(false);

    private static void Tell(MonitorSetup setup, MonitorHost host, IReadOnlyList<string> warnings, CliContext context)
    {
        context.Out.WriteLine($"Listening on {host.Endpoint} for {setup.Context.Kind.Name()}: detects and logs, blocks nothing.");
        context.Out.WriteLine($"  home      {setup.Context.Home}");
        context.Out.WriteLine($"  findings  {host.FindingsFile}");
        foreach (var route in host.Routes)
        {
            context.Out.WriteLine($"  route     http://{route.Listen} stands for {route.Target}");
        }

        if (setup.Authority is { Certificate: var authority })
        {
            context.Out.WriteLine($"  https     opened for processes that trust the CA, until {AuthorityCertificate.DateText(authority.NotAfter)}");
            context.Out.WriteLine($"  ca        SHA-256 {authority.FingerprintText}");
        }

        foreach (var warning in warnings)
        {
            context.Out.WriteLine($"  warning   {warning}");
        }

        context.Out.Flush();
    }
}
