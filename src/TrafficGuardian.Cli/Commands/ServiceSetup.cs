using System.Net;
using TrafficGuardian.Cli.Processes;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Services;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>setup --service</c>: writes service files to standard output or where the operator says; installs nothing.</summary>
internal static class ServiceSetup
{
    public static readonly string[] Managers = ["systemd", "launchd"];

    /// <param name="platform">Platform, home and configuration.</param>
    /// <param name="manager">One of <see cref="Managers"/>; null for this system's.</param>
    /// <param name="output">Where the service is written to, its sockets beside it; null for standard output.</param>
    /// <param name="context">What surrounds the command.</param>
    /// <exception cref="CommandFailure">The configuration is invalid or leaves a port open, or a file can't be written.</exception>
    public static int Write(PlatformContext platform, string? manager, string? output, CliContext context)
    {
        var request = RequestFor(platform, context);
        var isLaunchd = (manager ?? (OperatingSystem.IsMacOS() ? "launchd" : "systemd")) == "launchd";
        var service = isLaunchd ? ServiceFiles.Launchd(request) : ServiceFiles.Systemd(request);
        var sockets = isLaunchd ? null : ServiceFiles.SystemdSocket(request);
        if (!Directory.Exists(platform.Home))
        {
            context.Error.WriteLine($"traffic-guardian: the service may write in its home alone, so that has to be there first: mkdir -p -m 700 {platform.Home}");
        }

        if (output is not { Length: > 0 })
        {
            context.Out.Write(sockets is null ? service : $"{service}\n{sockets}");
            return ExitCodes.Done;
        }

        var path = Path.GetFullPath(output);
        if (sockets is not null && Path.GetFileName(path) != request.Name + ".service")
        {
            throw new CommandFailure(ExitCodes.Usage, $"--output: systemd finds the sockets of a service by its name. Name the file {request.Name}.service.");
        }

        WriteFile(path, service, request.Name);
        context.Error.WriteLine($"traffic-guardian: {path} is written. Nothing is installed.");
        if (sockets is not null)
        {
            var beside = Path.ChangeExtension(path, ".socket");
            WriteFile(beside, sockets, request.Name);
            context.Error.WriteLine($"traffic-guardian: {beside} is written.");
        }

        return ExitCodes.Done;
    }

    private static ServiceRequest RequestFor(PlatformContext platform, CliContext context)
    {
        var config = Setups.LoadConfig(platform, time: context.Time);
        if (config.Listen.Port == 0 || config.Routes.Any(route => route.Listen.Port == 0))
        {
            throw new CommandFailure(ExitCodes.Usage, "a service manager listens on ports that are known: give 'listen', and each route's, one that is not 0.");
        }

        var home = new StateHome(platform);
        if (home.Faults() is { Count: > 0 } faults)
        {
            throw new CommandFailure(ExitCodes.Failed, string.Join('\n', faults));
        }

        string[] command =
        [
            .. SelfCommand.Of(), "start", "--platform", platform.Kind.Name(), "--home", platform.Home,
            .. platform.ConfigNamed ? (string[])["--config", platform.ConfigPath] : [],
        ];
        (string, IPEndPoint)[] sockets =
            [(HandedSocket.ProxyName, config.Listen), .. config.Routes.Select(route => (HandedSocket.RouteName(route.Listen.Port), route.Listen))];
        var socketFolder = Path.GetDirectoryName(home.Instance.ControlSocket)!;
        return new ServiceRequest(platform.Kind, command, sockets)
        {
            Writable = socketFolder == platform.Home ? [platform.Home] : [platform.Home, Path.GetDirectoryName(socketFolder)!],
            Environment = context.Environment.GetValueOrDefault("DOTNET_ROOT") is { Length: > 0 } root ? [new("DOTNET_ROOT", root)] : [],
        };
    }

    /// <summary>A file that is there is somebody's, unless it is an earlier one of these.</summary>
    private static void WriteFile(string path, string text, string name)
    {
        const int Longest = 64 * 1024;
        var old = ForeignFile.Read(path, Longest, out _);
        if (Path.Exists(path) && (old is null || !System.Text.Encoding.UTF8.GetString(old).Contains(name, StringComparison.Ordinal)))
        {
            throw new CommandFailure(ExitCodes.Failed, $"{path}: something else is there. Name another file.");
        }

        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"{path}: can't be written. Check the folder's rights, or name another file.");
        }
    }
}
