using System.CommandLine;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>env</c>: the variables for one process.</summary>
internal static class EnvCommand
{
    private static readonly string[] Formats = ["sh", "fish", "powershell", "dotenv", "docker", "compose", "systemd", "json"];

    public static Command Create(CliContext context)
    {
        var format = new Option<string>("--format")
        {
            Description = "For whom they are written",
            HelpName = string.Join('|', Formats),
            DefaultValueFactory = _ => "sh",
        };
        format.AcceptOnlyFromAmong(Formats);
        var json = new Option<bool>("--json") { Description = "The same as --format json" };
        var command = new Command("env", "Print the variables that lead one process through the monitor") { format, json };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format);
            _ = EnvironmentExport.TryParse(name, out var export);
            Print(common.Resolve(parsed), export, context);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(PlatformContext platform, ExportFormat format, CliContext context)
    {
        var variables = MonitorSetup.PlanFor(platform, ListenAddress.Of(platform, context)).Variables;
        try
        {
            context.Out.Write(EnvironmentExport.Write(variables, format));
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure(ExitCodes.Usage, e.Message);
        }
    }
}
