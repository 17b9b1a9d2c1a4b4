using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using TrafficGuardian.Cli.Mcp.Schemas;
using TrafficGuardian.Cli.Mcp.Sources;
using TrafficGuardian.Monitor.Disclosure;

namespace TrafficGuardian.Cli.Mcp;

/// <summary>Answers <c>tools/call</c>: structured content and the same JSON as text, or an error's code and remedy.</summary>
internal sealed class ToolCalls(ITrafficSource source, TimeProvider time)
{
    /// <summary>Calls that may come at once.</summary>
    public const int Burst = 30;

    private const double CallsPerSecond = 1;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TokenBucket _rate = new(Burst, CallsPerSecond, time);

    /// <exception cref="McpProtocolException">There is no such tool.</exception>
    public async ValueTask<CallToolResult> AnswerAsync(CallToolRequestParams? call, CancellationToken cancellation)
    {
        var tool = ToolCatalogue.Find(call?.Name)
            ?? throw new McpProtocolException("There is no such tool; tools/list names them.", McpErrorCode.InvalidParams);
        try
        {
            return Success(await AskAsync(tool, call!.Arguments, cancellation).ConfigureAwait(false));
        }
        catch (DisclosureException failure)
        {
            return Failure(failure.Code, failure.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its text may hold anything; that it happened is all that is told.
            return Failure(DisclosureErrorCode.Internal, "Traffic Guardian failed to answer; ask again, and tell the operator if it stays");
        }
    }

    private async Task<JsonElement> AskAsync(ToolContract tool, IDictionary<string, JsonElement>? arguments, CancellationToken cancellation)
    {
        if (_rate.Take() is { Ticks: > 0 } wait)
        {
            var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            throw new DisclosureException(
                DisclosureErrorCode.RateLimited, $"too many calls: {Burst} at once, then one a second; ask again in {seconds} s");
        }

        var parameters = new Dictionary<string, JsonElement>(arguments ?? new Dictionary<string, JsonElement>(), StringComparer.Ordinal);
        try
        {
            tool.Input.Check(JsonSerializer.SerializeToElement(parameters, SourceJson.Default.DictionaryStringJsonElement));
        }
        catch (SchemaMismatch mismatch)
        {
            throw new DisclosureException(DisclosureErrorCode.InvalidRequest, mismatch.Message);
        }

        return AnswerReader.DataOf(await source.AskAsync(tool.Question, parameters, cancellation).ConfigureAwait(false), tool.Output);
    }

    private static CallToolResult Success(JsonElement data) => new()
    {
        StructuredContent = data,
        Content = [new TextContentBlock { Text = data.GetRawText() }],
        IsError = false,
    };

    // Without structured content: the output schema says what success looks like, and clients check it against that.
    private static CallToolResult Failure(string code, string message)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Writing))
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, code);
            json.WriteString("message"u8, message);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new CallToolResult { Content = [new TextContentBlock { Text = Encoding.UTF8.GetString(text.WrittenSpan) }], IsError = true };
    }
}
