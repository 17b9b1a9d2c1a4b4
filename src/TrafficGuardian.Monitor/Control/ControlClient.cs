using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Control;

/// <summary>Asks a running monitor through its control socket. One connection a request.</summary>
/// <param name="socketPath">The socket's path, as <c>state.json</c> says.</param>
/// <param name="time">What timeouts are measured with.</param>
public sealed class ControlClient(string socketPath, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="ControlException">Nobody answers, or an error was answered.</exception>
    public Task<StatusDocument> StatusAsync(CancellationToken cancellation = default) =>
        AskAsync("status", null, ControlJson.Default.StatusDocument, Patience, cancellation);

    /// <summary>Completes when everything that has passed is inspected and logged; takes as long as that takes.</summary>
    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public Task<FlushResult> FlushAsync(CancellationToken cancellation = default) =>
        AskAsync("flush", null, ControlJson.Default.FlushResult, Timeout.InfiniteTimeSpan, cancellation);

    /// <summary>Completes when the monitor has finished its requests and flushed its log.</summary>
    /// <param name="timeout">How long requests in flight may take; null leaves it to the monitor.</param>
    /// <param name="cancellation">Stops the waiting, not the stopping.</param>
    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public Task<StopResult> StopAsync(TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        AskAsync(
            "stop",
            timeout is null ? null : json => json.WriteNumber("timeout_seconds"u8, timeout.Value.TotalSeconds),
            ControlJson.Default.StopResult,
            Timeout.InfiniteTimeSpan,
            cancellation);

    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public Task<SeenHostsResult> HostsAsync(CancellationToken cancellation = default) =>
        AskAsync("hosts", null, ControlJson.Default.SeenHostsResult, Patience, cancellation);

    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public Task<ReloadResult> ReloadAsync(CancellationToken cancellation = default) =>
        AskAsync("reload", null, ControlJson.Default.ReloadResult, Patience, cancellation);

    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public Task<ConfigCheckResult> CheckConfigAsync(CancellationToken cancellation = default) =>
        AskAsync("check_config", null, ControlJson.Default.ConfigCheckResult, Patience, cancellation);

    /// <summary>The posture fragment, as JSON.</summary>
    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public async Task<byte[]> PostureAsync(CancellationToken cancellation = default) =>
        Encoding.UTF8.GetBytes((await AskAsync("posture", null, Patience, cancellation)).GetRawText());

    /// <summary>The newest findings that match, oldest first.</summary>
    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public async Task<IReadOnlyList<Finding>> FindingsAsync(FindingQuery query, CancellationToken cancellation = default)
    {
        var result = await AskAsync("findings", json => ControlQuery.Write(json, query), Patience, cancellation);
        var findings = new List<Finding>();
        foreach (var item in result.GetProperty("findings").EnumerateArray())
        {
            if (FindingJson.TryRead(JsonSerializer.SerializeToUtf8Bytes(item, ControlJson.Default.JsonElement), out var finding))
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    /// <summary>Asks anything.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="parameters">Writes the parameters into an open object, or null.</param>
    /// <param name="patience">Longest wait for the answer.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>The <c>result</c>.</returns>
    /// <exception cref="ControlException">As for <see cref="StatusAsync"/>.</exception>
    public async Task<JsonElement> AskAsync(
        string method, Action<Utf8JsonWriter>? parameters, TimeSpan patience, CancellationToken cancellation = default)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), either.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Request(method, parameters), either.Token);
            using var reader = new StreamReader(stream);
            return ResultOf(await reader.ReadLineAsync(either.Token));
        }
        catch (Exception exception) when (exception is SocketException or IOException or JsonException or ArgumentException)
        {
            throw new ControlException("nobody answers on the control socket; is the monitor running?", exception);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ControlException(ControlErrorCode.Timeout, $"the monitor did not answer within {patience.TotalSeconds} s");
        }
    }

    private async Task<T> AskAsync<T>(
        string method, Action<Utf8JsonWriter>? parameters, JsonTypeInfo<T> type, TimeSpan patience, CancellationToken cancellation) =>
        (await AskAsync(method, parameters, patience, cancellation)).Deserialize(type)
            ?? throw new ControlException(ControlErrorCode.Internal, "the monitor answered null");

    private static ReadOnlyMemory<byte> Request(string method, Action<Utf8JsonWriter>? parameters)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, 1);
            json.WriteString("method"u8, method);
            json.WriteStartObject("params"u8);
            parameters?.Invoke(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenMemory;
    }

    private static JsonElement ResultOf(string? line)
    {
        if (line is null)
        {
            throw new ControlException("the monitor closed the control connection without an answer", new EndOfStreamException());
        }

        using var document = JsonDocument.Parse(line);
        if (document.RootElement.TryGetProperty("error", out var error))
        {
            throw new ControlException(
                error.GetProperty("code").GetString() ?? ControlErrorCode.Internal,
                error.GetProperty("message").GetString() ?? "");
        }

        return document.RootElement.GetProperty("result").Clone();
    }
}
