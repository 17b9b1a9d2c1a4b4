using System.CommandLine;
using TrafficGuardian.Monitor.Lifecycle;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>stop</c>: afterwards nothing runs, whatever there was.</summary>
internal static class StopCommand
{
    private const int MostSeconds = 3600;

    public static Command Create(CliContext context)
    {
        var timeout = new Option<int>("--timeout")
        {
            Description = "How long requests in flight may take",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => (int)MonitorHost.DefaultDrain.TotalSeconds,
        };
        var command = new Command("stop", "End the monitor: requests in flight are finished, the log is flushed") { timeout };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(timeout) is not (>= 0 and <= MostSeconds and var seconds))
            {
                throw new CommandFailure(ExitCodes.Usage, $"--timeout: 0 to {MostSeconds} seconds.");
            }

            var outcome = await MonitorStop.StopAsync(common.Resolve(parsed), TimeSpan.FromSeconds(seconds), context.Time).ConfigureAwait(false);
            context.Out.WriteLine(outcome switch
            {
                StopOutcome.Stopped => "Stopped.",
                StopOutcome.Cleaned => "Nothing ran; the state of a monitor that is gone was removed.",
                _ => "Nothing ran.",
            });
            return ExitCodes.Done;
        });
        return command;
    }
}
