using System.Text.Json;

namespace TrafficGuardian.Monitor.Control;

/// <summary>A request as it was read.</summary>
/// <param name="Id">Echoed as it is: a string, a number, or null.</param>
/// <param name="Method">What is asked.</param>
/// <param name="Parameters">An object, empty where none was given.</param>
internal sealed record ControlRequest(JsonElement Id, string Method, JsonElement Parameters)
{
    /// <summary>The id of a request that had none that could be read.</summary>
    public static JsonElement NoId { get; } = JsonDocument.Parse("null").RootElement;

    private static readonly JsonElement NoParameters = JsonDocument.Parse("{}").RootElement;

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="id">The id, as far as there is one.</param>
    /// <returns>The request, or null where it is none.</returns>
    public static ControlRequest? Parse(ReadOnlySpan<byte> line, out JsonElement id)
    {
        id = NoId;
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 8 });
            var root = JsonElement.ParseValue(ref reader);
            if (reader.Read() || root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            if (root.TryGetProperty("id", out var given))
            {
                if (given.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null))
                {
                    return null;
                }

                id = given;
            }

            var parameters = root.TryGetProperty("params", out var value) && value.ValueKind != JsonValueKind.Null ? value : NoParameters;
            return parameters.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("method", out var method)
                && method.ValueKind == JsonValueKind.String
                    ? new ControlRequest(id, method.GetString()!, parameters)
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or a string that is no UTF-8: no request.
            return null;
        }
    }
}
