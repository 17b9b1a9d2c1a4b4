using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Control;

/// <summary>Turns a request into an answer: one line of JSON either way.</summary>
internal sealed partial class ControlDispatcher(IControlHandler handler, TimeProvider time, TimeSpan timeout, ILogger logger)
{
    private const double MaxStopSeconds = 86_400;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers one line. Never throws.</summary>
    /// <param name="line">The request, without its end.</param>
    /// <param name="cancellation">The server stops.</param>
    public async Task<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> line, CancellationToken cancellation)
    {
        var request = ControlRequest.Parse(line.Span, out var id);
        if (request is null)
        {
            return Error(id, ControlErrorCode.InvalidRequest, "write {\"id\":1,\"method\":\"status\"} on one line");
        }

        try
        {
            return await DispatchAsync(request, cancellation);
        }
        catch (ControlException exception)
        {
            return Error(id, exception.Code, exception.Message);
        }
        catch (TimeoutException)
        {
            return Error(id, ControlErrorCode.Timeout, $"no answer within {timeout.TotalSeconds} s; ask again");
        }
        catch (Exception exception)
        {
            // An exception's text may hold anything; the answer and the log get its kind.
            RequestFailed(logger, exception.GetType().Name);
            return Error(id, ControlErrorCode.Internal, "the monitor failed to answer; its diagnostics log says more");
        }
    }

    public static ReadOnlyMemory<byte> Error(JsonElement id, string code, string message) => Line(id, json =>
    {
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, code);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    });

    private async Task<ReadOnlyMemory<byte>> DispatchAsync(ControlRequest request, CancellationToken cancellation)
    {
        switch (request.Method)
        {
            case "status":
                return Result(request.Id, await InTimeAsync(handler.Status), ControlJson.Default.StatusDocument);
            case "findings":
                return await FindingsAsync(request);
            case "flush":
                await handler.FlushAsync(cancellation);
                return Result(request.Id, new FlushResult(), ControlJson.Default.FlushResult);
            case "stop":
                await handler.StopAsync(StopTimeout(request.Parameters));
                return Result(request.Id, new StopResult(), ControlJson.Default.StopResult);
            case "reload":
                return Result(request.Id, await InTimeAsync(handler.Reload), ControlJson.Default.ReloadResult);
            case "check_config":
                return Result(request.Id, await InTimeAsync(handler.CheckConfig), ControlJson.Default.ConfigCheckResult);
            case "hosts":
                return Result(request.Id, await InTimeAsync(handler.Hosts), ControlJson.Default.SeenHostsResult);
            case "disclose":
                var answer = await InTimeAsync(() => handler.Disclose(request.Parameters));
                return Line(request.Id, json =>
                {
                    json.WritePropertyName("result"u8);
                    json.WriteRawValue(answer.AsSpan().TrimEnd((byte)'\n'));
                });
            case "posture":
                var posture = await InTimeAsync(handler.Posture)
                    ?? throw new ControlException(ControlErrorCode.Unavailable, "this monitor has no posture to answer with");
                return Line(request.Id, json =>
                {
                    json.WritePropertyName("result"u8);
                    json.WriteRawValue(posture.AsSpan().TrimEnd((byte)'\n'));
                });
            default:
                throw new ControlException(
                    ControlErrorCode.UnknownMethod, "methods are status, findings, flush, stop, reload, posture, check_config, hosts and disclose");
        }
    }

    private async Task<ReadOnlyMemory<byte>> FindingsAsync(ControlRequest request)
    {
        var query = ControlQuery.Read(request.Parameters) ?? throw new ControlException(
            ControlErrorCode.InvalidRequest, "parameters are since, severity, pattern, direction and dest (strings) and limit (a number)");
        var filter = FindingFilter.Parse(query, time.GetUtcNow(), out var problem)
            ?? throw new ControlException(ControlErrorCode.InvalidRequest, problem!);
        var findings = await InTimeAsync(() => handler.Findings(filter).ToList());
        return Line(request.Id, json =>
        {
            var line = new ArrayBufferWriter<byte>(FindingJson.MaxLineBytes);
            json.WriteStartObject("result"u8);
            json.WriteStartArray("findings"u8);
            foreach (var finding in findings)
            {
                line.ResetWrittenCount();
                FindingJson.Write(finding, line);
                json.WriteRawValue(line.WrittenSpan.TrimEnd((byte)'\n'));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Runs beside the connection, so that an answer that hangs holds no more than itself.</summary>
    private Task<T> InTimeAsync<T>(Func<T> work) => Task.Run(work).WaitAsync(timeout, time);

    private static TimeSpan? StopTimeout(JsonElement parameters)
    {
        if (!parameters.TryGetProperty("timeout_seconds", out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= MaxStopSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ControlException(
                ControlErrorCode.InvalidRequest,
                string.Create(CultureInfo.InvariantCulture, $"timeout_seconds: write a number from 0 to {MaxStopSeconds}"));
    }

    private static ReadOnlyMemory<byte> Result<T>(JsonElement id, T result, JsonTypeInfo<T> type) => Line(id, json =>
    {
        json.WritePropertyName("result"u8);
        JsonSerializer.Serialize(json, result, type);
    });

    private static ReadOnlyMemory<byte> Line(JsonElement id, Action<Utf8JsonWriter> write)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Writing))
        {
            json.WriteStartObject();
            json.WritePropertyName("id"u8);
            id.WriteTo(json);
            write(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenMemory;
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "A control request failed: {Kind}")]
    private static partial void RequestFailed(ILogger logger, string kind);
}
