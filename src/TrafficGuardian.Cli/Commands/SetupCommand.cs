using System.CommandLine;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>setup</c>: what an operator reads before the first start.</summary>
internal static class SetupCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("setup", "Print how to set the platform up, with the real values; changes nothing");
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            var listen = Setups.LoadConfig(platform).Listen.ToString();
            context.Out.Write(SetupText.For(MonitorSetup.PlanFor(platform, listen), "traffic-guardian", listen, platform.ConfigPath));
            return ExitCodes.Done;
        });
        return command;
    }
}
