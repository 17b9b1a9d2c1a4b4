using System.CommandLine;
using System.Text.Json;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Lifecycle;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>status</c>: whether a monitor runs, and what it has seen.</summary>
internal static class StatusCommand
{
    public static Command Create(CliContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("status", "Show whether a monitor runs and what it has seen; exits with 0 (running), 3 (not running) or 4 (stale)") { json };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(async (parsed, _) =>
        {
            var status = await MonitorStatus.AskAsync(common.Resolve(parsed), context.Time).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                context.Out.WriteLine(JsonSerializer.Serialize(status, ControlJson.Default.StatusDocument));
            }
            else
            {
                StatusText.Write(context.Out, status, context.Time.GetUtcNow());
            }

            return status.State switch
            {
                MonitorStatus.Running => ExitCodes.Done,
                MonitorStatus.Stale => ExitCodes.Stale,
                _ => ExitCodes.NotRunning,
            };
        });
        return command;
    }
}
