using System.CommandLine;
using TrafficGuardian.Cli.Mcp;
using TrafficGuardian.Cli.Mcp.Sources;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>mcp</c>: tells an agent what it may know, as an MCP server.</summary>
internal static class McpCommand
{
    public static Command Create(CliContext context)
    {
        var ipc = new Option<string?>("--ipc") { Description = "In a container: the group's IPC folder, mounted writable", HelpName = "DIR" };
        var snapshot = new Option<string?>("--snapshot") { Description = "In a container: the snapshot's folder, mounted read-only", HelpName = "DIR" };
        var command = new Command("mcp", "Serve status and redacted findings to an agent, by MCP on standard input and output") { ipc, snapshot };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction((parsed, _) => McpSession.RunAsync(
            (parsed.GetValue(ipc), parsed.GetValue(snapshot)) switch
            {
                (null, null) => new ControlSource(common.Resolve(parsed), context.Time),
                ({ } folder, null) => new IpcSource(Folder("--ipc", folder), IpcSource.DefaultPatience, context.Time),
                (null, { } folder) => new SnapshotSource(Folder("--snapshot", folder), context.Time),
                _ => throw new CommandFailure(ExitCodes.Usage, "--ipc and --snapshot: name one of them."),
            },
            context));
        return command;
    }

    private static string Folder(string option, string folder)
    {
        var path = Path.GetFullPath(folder);
        return Directory.Exists(path) ? path : throw new CommandFailure(ExitCodes.Usage, $"{option}: {path} is no folder here. Mount it into the container, and name it as the container sees it.");
    }
}
