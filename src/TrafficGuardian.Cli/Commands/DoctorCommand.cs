using System.CommandLine;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Doctor;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>doctor</c>: which traffic is seen, and what goes round the monitor.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("doctor", "Tell which of the agent's traffic is seen, and what goes round the monitor; exits with 1 where something does") { json };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(async (parsed, _) =>
        {
            var setup = Setups.Load(common.Resolve(parsed), ConfigOverrides.None);
            using var authority = setup.Authority;
            var facts = await DoctorReader.ReadAsync(setup, context.Machine, context.Time).ConfigureAwait(false);
            var report = Diagnosis.Of(facts);
            if (parsed.GetValue(json))
            {
                DoctorJson.Write(context.Out, report);
            }
            else
            {
                DoctorText.Write(context.Out, report, context.Colors);
            }

            return report.State == PathState.GoingRound ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }
}
