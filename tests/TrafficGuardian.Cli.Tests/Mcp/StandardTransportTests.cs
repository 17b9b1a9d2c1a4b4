using System.IO.Pipelines;
using System.Text;
using ModelContextProtocol.Protocol;
using TrafficGuardian.Cli.Mcp;

namespace TrafficGuardian.Cli.Tests.Mcp;

public sealed class StandardTransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_id_is_free_as_soon_as_the_client_can_have_its_answer()
    {
        var input = new Pipe();
        var output = new HeldOutput();
        await using var transport = new StandardTransport(input.Reader.AsStream(), output, TimeProvider.System);
        await AskAsync(input);
        var first = Assert.IsType<JsonRpcRequest>(await transport.MessageReader.ReadAsync().AsTask().WaitAsync(Patience));

        // The client has the answer, and we don't know it yet.
        var answering = transport.SendMessageAsync(new JsonRpcResponse { Id = first.Id, Result = new System.Text.Json.Nodes.JsonObject() });
        await output.Written.WaitAsync(Patience);
        await AskAsync(input);
        var second = Assert.IsType<JsonRpcRequest>(await transport.MessageReader.ReadAsync().AsTask().WaitAsync(Patience));

        Assert.Equal(first.Id, second.Id);
        Assert.False(answering.IsCompleted);
        output.Release();
        await answering.WaitAsync(Patience);
        await input.Writer.CompleteAsync();
    }

    private static async Task AskAsync(Pipe input) =>
        await input.Writer.WriteAsync(Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":7,"method":"ping"}""" + "\n"));

    /// <summary>Takes what is written, and does not come back from it before it is told to.</summary>
    private sealed class HeldOutput : MemoryStream
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => _written.Task;

        public void Release() => _released.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _written.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
        }
    }
}
