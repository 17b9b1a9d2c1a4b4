using System.CommandLine;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>check-config</c>: everything that is wrong, at once.</summary>
internal static class CheckConfigCommand
{
    public static Command Create(CliContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("check-config", "Check the configuration, the rules and the home; starts and changes nothing") { json };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            var setup = MonitorSetup.Load(platform, ConfigOverrides.None, out var problems, out var warnings, context.Time);
            using var authority = setup?.Authority;
            if (parsed.GetValue(json))
            {
                WriteJson(context, setup, problems, warnings);
            }
            else
            {
                WriteText(context, platform, problems, warnings);
            }

            return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Usage;
        });
        return command;
    }

    private static void WriteText(
        CliContext context, PlatformContext platform, IReadOnlyList<ConfigProblem> problems, IReadOnlyList<string> warnings)
    {
        foreach (var problem in problems)
        {
            context.Error.WriteLine(problem);
        }

        foreach (var warning in warnings)
        {
            context.Error.WriteLine($"warning: {warning}");
        }

        if (problems.Count == 0)
        {
            var source = File.Exists(platform.ConfigPath) ? platform.ConfigPath : $"{platform.ConfigPath} does not exist; defaults apply";
            context.Out.WriteLine($"The configuration is valid ({source}).");
        }
    }

    private static void WriteJson(
        CliContext context, MonitorSetup? setup, IReadOnlyList<ConfigProblem> problems, IReadOnlyList<string> warnings) =>
        JsonDocumentOut.Write(context.Out, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("valid", problems.Count == 0);
            json.WriteStartArray("problems");
            foreach (var problem in problems)
            {
                json.WriteStartObject();
                json.WriteString("place", problem.Place);
                json.WriteNumber("line", problem.Line);
                json.WriteNumber("column", problem.Column);
                json.WriteString("message", problem.Message);
                json.WriteString("remedy", problem.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStrings("warnings", warnings);
            json.WriteString("config_sha256", setup?.ConfigSha256);
            json.WriteEndObject();
        });
}
