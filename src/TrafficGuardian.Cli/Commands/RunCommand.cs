using System.CommandLine;
using System.CommandLine.Parsing;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Cli.Processes;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>run -- COMMAND ARG…</c>: a monitor in this process, around one command.</summary>
internal static class RunCommand
{
    /// <summary>The command's own requests are over when it ends; what is left belongs to children it left behind.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    public static Command Create(CliContext context)
    {
        var https = new Option<bool>("--https") { Description = "Inspect HTTPS as well; this version can't" };
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
            if (parsed.GetValue(https))
            {
                throw new CommandFailure(ExitCodes.Usage, "--https: this version does not open HTTPS. Leave the option out; destinations are seen all the same.");
            }

            return RunAsync(common.Resolve(parsed), parsed.GetRequiredValue(words), parsed.GetValue(quiet), context);
        });
        return command;
    }

    /// <summary>Without the mark, options of the command would be taken for ours, and misspelt ones of ours for the command.</summary>
    private static void RequireMark(ParseResult parsed, string[] words)
    {
        var afterMark = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        if (afterMark != words.Length)
        {
            throw new CommandFailure(ExitCodes.Usage, "put '--' before the command, and only options of ours before it: run [--quiet] -- COMMAND ARG...");
        }
    }

    private static async Task<int> RunAsync(PlatformContext platform, string[] words, bool quiet, CliContext context)
    {
        var setup = Setups.Load(platform, ConfigOverrides.ForRun(https: false));
        var command = WrappedCommand.Find(words, context.Environment);
        try
        {
            var home = new StateHome(platform);
            home.Create();
            RunFolder.Sweep(home, context.Time);
            using var folder = RunFolder.Create(home);
            var host = await MonitorHost.StartAsync(setup, folder.Instance, context.Time).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var plan = MonitorSetup.PlanFor(platform, host.Endpoint.ToString());
                if (!quiet)
                {
                    Warn(plan, context);
                }

                var code = await command.RunAsync(Environment(context, plan), context.Time).ConfigureAwait(false);
                await host.StopAsync(Drain).ConfigureAwait(false);
                if (!quiet)
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

    private static void Warn(PlatformPlan plan, CliContext context)
    {
        foreach (var warning in plan.Warnings)
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
