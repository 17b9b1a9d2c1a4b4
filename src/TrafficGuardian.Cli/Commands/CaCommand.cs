using System.CommandLine;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>ca</c>: the CA that HTTPS inspection needs. Works while the CA that the configuration names is missing.</summary>
internal static class CaCommand
{
    public static Command Create(CliContext context)
    {
        var command = new Command("ca", "Make, show, export and remove the CA that HTTPS inspection needs; its key never leaves its file");
        var common = CommonOptions.AddTo(command, context);
        command.Subcommands.Add(CaInit.Create(context, common));
        command.Subcommands.Add(CaShow.Create(context, common));
        command.Subcommands.Add(CaExport.Create(context, common));
        command.Subcommands.Add(CaRemove.Create(context, common));
        return command;
    }

    /// <summary>The configuration, whatever state the CA is in that it names.</summary>
    /// <exception cref="CommandFailure">The rest of it is invalid.</exception>
    internal static HttpsInspectionConfig Config(PlatformContext platform) => Setups.LoadConfig(platform, ConfigOverrides.WithoutHttps).HttpsInspection;

    /// <summary>Where the configuration says that the CA lies.</summary>
    /// <exception cref="CommandFailure">The rest of the configuration is invalid.</exception>
    internal static AuthorityPaths Paths(PlatformContext platform) => Config(platform).AuthorityIn(platform);

    /// <summary>The certificate that is there.</summary>
    /// <exception cref="CommandFailure">There is none that can be read.</exception>
    internal static AuthorityCertificate Certificate(AuthorityPaths paths, int exitCode) =>
        AuthorityCertificate.Read(paths.Certificate, out var fault)
            ?? throw new CommandFailure(exitCode, File.Exists(paths.Certificate)
                ? $"https_inspection.ca_certificate ({paths.Certificate}) {fault!.Message}; {fault.Remedy}."
                : $"{paths.Certificate}: there is no CA. Make one with 'ca init'.");
}
