using System.Runtime.InteropServices;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using TrafficGuardian.Cli.Mcp.Sources;

namespace TrafficGuardian.Cli.Mcp;

/// <summary>One client on standard input and output, from its first message to the end of its input or a signal.</summary>
internal static class McpSession
{
    // A client that closes our input may still want the answers to what it asked just before.
    private static readonly TimeSpan AnswersAfterTheEnd = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(ITrafficSource source, CliContext context)
    {
        using var ending = new CancellationTokenSource();
        using var terminate = On(PosixSignal.SIGTERM, ending);
        using var interrupt = On(PosixSignal.SIGINT, ending);
        using var hangup = On(PosixSignal.SIGHUP, ending);
        var transport = new StandardTransport(context.Input(), context.Output(), context.Time);
        var server = McpServer.Create(transport, Options(new ToolCalls(source, context.Time)));
        var running = server.RunAsync(ending.Token);
        await Task.WhenAny(running, transport.InputEnded, Cancelled(ending.Token)).ConfigureAwait(false);
        if (!ending.IsCancellationRequested)
        {
            await EndAsync(running, AnswersAfterTheEnd, context.Time).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
        }

        await EndAsync(running, Farewell, context.Time).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static McpServerOptions Options(ToolCalls calls) => new()
    {
        ServerInfo = new Implementation { Name = "traffic-guardian", Title = "Traffic Guardian", Version = VersionAction.Version },
        ServerInstructions = ToolCatalogue.Instructions,
        ScopeRequests = false,
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = static (_, _) => ValueTask.FromResult(ToolCatalogue.List()),
            CallToolHandler = (request, cancellation) => calls.AnswerAsync(request.Params, cancellation),
        },
    };

    /// <summary>Waits for the end, not for ever: what hangs ends with the process.</summary>
    private static async Task EndAsync(Task running, TimeSpan patience, TimeProvider time)
    {
        try
        {
            await running.WaitAsync(patience, time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or IOException)
        {
            // The client went away in the middle of an answer, or it takes longer than anybody waits.
        }
    }

    private static Task Cancelled(CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource();
        cancellation.Register(cancelled.SetResult);
        return cancelled.Task;
    }

    private static PosixSignalRegistration On(PosixSignal signal, CancellationTokenSource ending) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        ending.Cancel();
    });
}
