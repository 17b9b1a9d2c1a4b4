using System.CommandLine;
using System.CommandLine.Parsing;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Cli.Processes;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>run -- COMMAND ARG…</c>: a monitor in this process, around one command.</summary>
internal static class RunCommand
{
    /// <summary>The command's own requests are over when it ends; what is left belongs to children it left behind.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    public static Command Create(CliContext context)
    {
        var https = new Option<bool>("--https") { Description = "Open HTTPS as well, with a CA that the command alone trusts; 'ca init' makes it" };
        var quiet = new Option<bool>("--quiet") { Description = "No warnings and no summary" };
        var words = new Argument<string[]>("COMMAND") { Description = "What to run, after '--'", Arity = ArgumentArity.OneOrMore };
        var command = new Command("run", "Run a command with a monitor around it; ends with the command's own exit code")
        {
            https, quiet, words,
        };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction((parsed, _) =>
        {
            RequireMark(parsed, parsed.GetRequiredValue(words));
            var setup = Load(common.Resolve(parsed), parsed.GetValue(https), context, out var warnings);
            return RunAsync(setup, parsed.GetRequiredValue(words), parsed.GetValue(quiet) ? null : warnings, context);
        });
        return command;
    }

    /// <summary>Without the mark, options of the command would be taken for ours, and misspelt ones of ours for the command.</summary>
    private static void RequireMark(ParseResult parsed, string[] words)
    {
        var afterMark = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        if (afterMark != words.Length)
        {
            throw new CommandFailure(ExitCodes.Usage, "put '--' before the command, and only options of ours before it: run [--https] [--quiet] -- COMMAND ARG...");
        }
    }

    private static MonitorSetup Load(PlatformContext platform, bool https, CliContext context, out IReadOnlyList<string> warnings) =>
        MonitorSetup.Load(platform, ConfigOverrides.ForRun(https), out var problems, out warnings, context.Time) ?? throw Setups.Invalid(problems);

    /// <param name="setup">What the monitor is made from.</param>
    /// <param name="words">The command.</param>
    /// <param name="warnings">What is to be said before it starts; null where nothing is to be said at all.</param>
    /// <param name="context">Streams, environment, clock.</param>
    private static async Task<int> RunAsync(MonitorSetup setup, string[] words, IReadOnlyList<string>? warnings, CliContext context)
    {
        var command = WrappedCommand.Find(words, context.Environment);
        try
        {
            var home = new StateHome(setup.Context);
            home.Create();
            RunFolder.Sweep(home, context.Time);
            using var folder = RunFolder.Create(home);
            var more = new List<string>();
            var trust = TrustOf(setup, folder, more);
            var host = await MonitorHost.StartAsync(setup, folder.Instance, context.Time).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var plan = MonitorSetup.PlanFor(setup.Context, host.Endpoint.ToString(), trust);
                more.AddRange(MissingRoutes(setup, host));
                if (warnings is not null)
                {
                    Tell(setup, [.. warnings.Concat(plan.Warnings).Concat(more).Distinct(StringComparer.Ordinal)], context);
                }

                var code = await command.RunAsync(Environment(context, plan), context.Time).ConfigureAwait(false);
                await host.StopAsync(Drain).ConfigureAwait(false);
                if (warnings is not null)
                {
                    RunSummary.Write(context.Error, host);
                }

                return code;
            }
        }
        catch (Exception e) when (e is StateException or MonitorStartException)
        {
            throw new CommandFailure(ExitCodes.MonitorFailed, e.Message);
        }
    }

    private static TrustFiles? TrustOf(MonitorSetup setup, RunFolder folder, List<string> warnings) => setup.Authority is not { } authority ? null
        : new ProcessTrust(setup.Context, setup.Config.HttpsInspection.AuthorityIn(setup.Context).Certificate, authority.Certificate)
            .ForRun(folder.Instance, warnings);

    private static IEnumerable<string> MissingRoutes(MonitorSetup setup, MonitorHost host) => setup.Config.Routes
        .Where(route => host.Routes.All(served => served.Target != route.Target || (route.Listen.Port != 0 && !served.Listen.Equals(route.Listen))))
        .Select(route => $"route {route.Listen}: the address is taken, so this monitor does not serve it; another one may");

    private static void Tell(MonitorSetup setup, IEnumerable<string> warnings, CliContext context)
    {
        if (setup.Authority is { Certificate: var authority })
        {
            context.Error.WriteLine($"traffic-guardian: HTTPS of this command is opened, with the CA SHA-256 {authority.FingerprintText}");
        }

        foreach (var warning in warnings)
        {
            context.Error.WriteLine($"traffic-guardian: warning: {warning}");
        }
    }

    private static Dictionary<string, string> Environment(CliContext context, PlatformPlan plan)
    {
        var variables = new Dictionary<string, string>(context.Environment, StringComparer.Ordinal);
        foreach (var variable in plan.Variables)
        {
            variables[variable.Name] = variable.Value;
        }

        return variables;
    }
}
