using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TrafficGuardian.Cli.Mcp.Schemas;
using TrafficGuardian.Monitor.Disclosure;

namespace TrafficGuardian.Cli.Mcp;

/// <summary>Reads an answer that anybody may have written: what comes out has the form of the tool's output schema and nothing more.</summary>
internal static class AnswerReader
{
    private const int MaxMessageChars = 300;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 16, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The data of an answer.</summary>
    /// <exception cref="DisclosureException">The answer is an error, or is broken.</exception>
    public static JsonElement DataOf(ReadOnlyMemory<byte> answer, Schema schema)
    {
        try
        {
            using var document = JsonDocument.Parse(answer, Reading);
            var root = document.RootElement;
            if (root.GetProperty("success"u8).GetBoolean())
            {
                return Copy(root.GetProperty("data"u8), schema);
            }

            var error = root.GetProperty("error"u8);
            throw ErrorOf(error.GetProperty("code"u8).GetString(), error.GetProperty("message"u8).GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or SchemaMismatch)
        {
            throw new DisclosureException(
                DisclosureErrorCode.Internal, "the answer is broken, or from another version; ask again, and tell the operator if it stays");
        }
    }

    private static JsonElement Copy(JsonElement data, Schema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            schema.Copy(data, json);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static DisclosureException ErrorOf(string? code, string? message)
    {
        var known = code is DisclosureErrorCode.InvalidRequest or DisclosureErrorCode.UnknownType or DisclosureErrorCode.TooLarge
            or DisclosureErrorCode.Timeout or DisclosureErrorCode.NotRunning or DisclosureErrorCode.RateLimited;
        var text = (message ?? "").AsSpan(0, Math.Min(message?.Length ?? 0, MaxMessageChars));
        return new DisclosureException(
            known ? code! : DisclosureErrorCode.Internal, text.ContainsAnyExceptInRange(' ', '~') ? "the monitor answered with an error" : text.ToString());
    }
}
