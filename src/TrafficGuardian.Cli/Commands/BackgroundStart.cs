using System.IO.Pipes;
using TrafficGuardian.Cli.Processes;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary>
/// <c>start --background</c>: starts this executable again in a session of its own. What it says until it listens comes
/// through a pipe and is passed on, a failure's text and exit code included; then its streams lead to <c>/dev/null</c>.
/// </summary>
internal static class BackgroundStart
{
    /// <summary>The option that tells the detached process to mark the moment when it listens.</summary>
    public const string Announce = "--announce";

    private const char Ready = '\x06';

    public static async Task<int> RunAsync(PlatformContext platform, CliContext context)
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        await using (pipe.ConfigureAwait(false))
        {
            var self = SelfCommand.Of();
            string[] arguments =
            [
                .. self, "start", Announce, "--platform", platform.Kind.Name(), "--home", platform.Home,
                .. platform.ConfigNamed ? (string[])["--config", platform.ConfigPath] : [],
            ];
            var output = pipe.ClientSafePipeHandle.DangerousGetHandle().ToInt32();
            var spawned = Spawner.Start(self[0], arguments, context.Environment, SpawnStreams.Detached(output));
            pipe.DisposeLocalCopyOfClientHandle();
            if (spawned.Error != 0)
            {
                throw new CommandFailure(ExitCodes.Failed, $"the monitor can't be started in the background (error {spawned.Error}). Start it without --background.");
            }

            return await PassOnAsync(pipe, context).ConfigureAwait(false)
                ? ExitCodes.Done
                : ChildProcess.WaitFor(spawned.Pid).Code;
        }
    }

    /// <summary>In the detached process: tells that it listens, and lets go of the pipe.</summary>
    public static void Detach(CliContext context)
    {
        context.Out.Write(Ready);
        context.Out.Flush();
        Libc.RedirectToNull();
    }

    /// <returns>Whether the detached process listens; false where it ended.</returns>
    private static async Task<bool> PassOnAsync(Stream pipe, CliContext context)
    {
        using var reader = new StreamReader(pipe);
        var text = new char[1024];
        var good = new StringWriter();
        while (await reader.ReadAsync(text).ConfigureAwait(false) is > 0 and var read)
        {
            var ready = Array.IndexOf(text, Ready, 0, read);
            await good.WriteAsync(text, 0, ready < 0 ? read : ready).ConfigureAwait(false);
            if (ready >= 0)
            {
                await context.Out.WriteAsync(good.ToString()).ConfigureAwait(false);
                return true;
            }
        }

        await context.Error.WriteAsync(good.ToString()).ConfigureAwait(false);
        return false;
    }
}
