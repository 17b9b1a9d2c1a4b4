using System.CommandLine;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

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
        var https = Setups.LoadConfig(platform, time: context.Time).HttpsInspection;
        var listen = ListenAddress.Of(platform, context);
        var (trust, notes) = https.Enabled ? Trust(platform, https, context) : (null, []);
        try
        {
            context.Out.Write(EnvironmentExport.Write(MonitorSetup.PlanFor(platform, listen, trust).Variables, format));
            context.Out.Write(EnvironmentExport.Comment(notes, format));
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure(ExitCodes.Usage, e.Message);
        }
    }

    /// <summary>The files that the variables will name, made where they are missing, and what is to be noted beside them.</summary>
    private static (TrustFiles? Trust, IEnumerable<string> Notes) Trust(PlatformContext platform, HttpsInspectionConfig https, CliContext context)
    {
        var paths = https.AuthorityIn(platform);
        var certificate = CaCommand.Certificate(paths, ExitCodes.Usage);
        var warnings = new List<string>();
        var trust = new ProcessTrust(platform, paths.Certificate, certificate).ForEnvironment(warnings);
        if (MonitorProbe.Probe(new StateHome(platform).Instance) is { Presence: MonitorPresence.Running, Record: { } record }
            && record.CaFingerprintSha256 != certificate.Fingerprint)
        {
            warnings.Add(record.HttpsInspection
                ? "the monitor that runs uses another CA, which the process would not trust: 'stop' and 'start' it"
                : "the monitor that runs was started without HTTPS inspection: 'stop' and 'start' it");
        }

        warnings.ForEach(warning => context.Error.WriteLine($"traffic-guardian: warning: {warning}"));
        return (trust, [$"HTTPS of the process is opened with the CA SHA-256 {certificate.FingerprintText}", $"which is valid until {AuthorityCertificate.DateText(certificate.NotAfter)}"]);
    }
}
