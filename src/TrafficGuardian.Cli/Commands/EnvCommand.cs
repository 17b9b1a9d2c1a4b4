using System.CommandLine;
using System.Net;
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
        var bridge = NanoclawContainers.BridgeOption();
        var command = new Command("env", "Print the variables that lead one process through the monitor") { format, json, bridge };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format);
            _ = EnvironmentExport.TryParse(name, out var export);
            var platform = common.Resolve(parsed);
            if (platform.Kind == PlatformKind.Nanoclaw && export is (ExportFormat.Docker or ExportFormat.Compose))
            {
                PrintForContainer(platform, parsed.GetValue(bridge), export, context);
            }
            else
            {
                Print(platform, export, context);
            }

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

    /// <summary>The variables of a container of NanoClaw, its mount and the name of this machine.</summary>
    private static void PrintForContainer(PlatformContext platform, string? bridge, ExportFormat format, CliContext context)
    {
        var config = Setups.LoadConfig(platform, time: context.Time);
        if (config.Listen.Port == 0)
        {
            throw new CommandFailure(ExitCodes.Failed, "'listen' leaves the port open, which a container has to know. Give 'listen' a port.");
        }

        var containers = NanoclawContainers.Of(platform, config, bridge);
        if (IPAddress.IsLoopback(config.Listen.Address))
        {
            context.Error.WriteLine(
                "traffic-guardian: warning: 'listen' is a loopback address, which containers reach under Docker Desktop only. 'setup' prints the configuration for a bridge.");
        }

        var plan = containers.Plan(withRoute: NanoclawContainers.RouteOf(config) is not null);
        context.Out.Write(EnvironmentExport.Write(plan.Variables, format));
        context.Out.Write(format == ExportFormat.Compose
            ? plan.ComposeText()
            : EnvironmentExport.Comment(plan.RunArguments().Select(argument => $"docker run {argument}"), format));
        if (containers.IsChained)
        {
            context.Out.Write(EnvironmentExport.Comment(
                [$"put the user and password that OneCLI gave the container before the host: http://x:TOKEN@{containers.HostName}:{containers.Listen.Port}"], format));
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
