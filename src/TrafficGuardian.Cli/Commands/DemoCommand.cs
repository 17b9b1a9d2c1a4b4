using System.CommandLine;
using TrafficGuardian.Cli.Demo;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>demo</c>: a made-up agent and its hostile surroundings, through the real monitor.</summary>
internal static class DemoCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("demo", "Show what is found: a made-up agent through the real monitor, without a network");
        var common = CommonOptions.AddTo(command, context);
        command.SetAction((parsed, _) => new DemoRun(common.Resolve(parsed), context).RunAsync());
        return command;
    }
}
