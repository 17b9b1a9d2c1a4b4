using System.CommandLine;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>setup</c>: what an operator reads before the first start.</summary>
internal static class SetupCommand
{
    public static Command Create(CliContext context)
    {
        var systemTrust = new Option<bool>("--system-trust")
        {
            Description = "Print, after a typed confirmation, how a whole machine is made to trust the CA; runs nothing, and is not needed",
        };
        var command = new Command("setup", "Print how to set the platform up, with the real values; changes nothing") { systemTrust };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            return parsed.GetValue(systemTrust) ? SystemTrust.Ask(platform, context) : Print(platform, context);
        });
        return command;
    }

    private static int Print(PlatformContext platform, CliContext context)
    {
        var config = Setups.LoadConfig(platform, time: context.Time);
        var listen = config.Listen.ToString();
        context.Out.Write(SetupText.For(
            MonitorSetup.PlanFor(platform, listen), "traffic-guardian", listen, platform.ConfigPath, TrustOf(platform, config.HttpsInspection)));
        return ExitCodes.Done;
    }

    private static SetupTrust? TrustOf(PlatformContext platform, HttpsInspectionConfig https) =>
        AuthorityCertificate.Read(https.AuthorityIn(platform).Certificate, out _) is { } certificate
            ? new SetupTrust(https.Enabled, certificate.FingerprintText, AuthorityCertificate.DateText(certificate.NotAfter)) : null;
}
