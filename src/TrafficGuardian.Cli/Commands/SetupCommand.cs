using System.CommandLine;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
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
        var service = new Option<string?>("--service")
        {
            Description = "Print service files, hardened, for this user's service manager; installs nothing. Default: this system's",
            HelpName = string.Join('|', ServiceSetup.Managers),
            Arity = ArgumentArity.ZeroOrOne,
        };
        service.AcceptOnlyFromAmong(ServiceSetup.Managers);
        var output = new Option<string?>("--output") { Description = "Where the service file is written to, its socket unit beside it. Default: standard output", HelpName = "FILE" };
        var bridge = NanoclawContainers.BridgeOption();
        var command = new Command("setup", "Print how to set the platform up, with the real values; changes nothing") { systemTrust, service, output, bridge };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            return parsed.GetValue(systemTrust) ? SystemTrust.Ask(platform, context)
                : parsed.GetResult(service) is not null ? ServiceSetup.Write(platform, parsed.GetValue(service), parsed.GetValue(output), context)
                : Print(platform, parsed.GetValue(bridge), context);
        });
        return command;
    }

    private static int Print(PlatformContext platform, string? bridge, CliContext context)
    {
        var config = Setups.LoadConfig(platform, time: context.Time);
        var listen = config.Listen.ToString();
        var trust = TrustOf(platform, config.HttpsInspection);
        var containers = platform.Kind != PlatformKind.Nanoclaw ? null
            : NanoclawContainers.Of(platform, config, bridge) with { IsOpened = trust is not null };
        context.Out.Write(SetupText.For(
            MonitorSetup.PlanFor(platform, listen, trust is { Enabled: true } ? FilesOf(platform, config.HttpsInspection) : null), "traffic-guardian", listen, platform.ConfigPath, trust, containers));
        return ExitCodes.Done;
    }

    // Where 'env' puts them; it makes them, this text does not.
    private static TrustFiles FilesOf(PlatformContext platform, HttpsInspectionConfig https)
    {
        var home = new StateHome(platform);
        return new TrustFiles(https.AuthorityIn(platform).Certificate, home.CaBundle, home.CaTrustStore);
    }

    private static SetupTrust? TrustOf(PlatformContext platform, HttpsInspectionConfig https) =>
        AuthorityCertificate.Read(https.AuthorityIn(platform).Certificate, out _) is { } certificate
            ? new SetupTrust(https.Enabled, certificate.FingerprintText, AuthorityCertificate.DateText(certificate.NotAfter)) : null;
}
