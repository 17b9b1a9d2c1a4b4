using System.Text.Json;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Control;

/// <summary>A <see cref="FindingQuery"/> as the parameters of <c>findings</c>.</summary>
internal static class ControlQuery
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    public static void Write(Utf8JsonWriter json, FindingQuery query)
    {
        WriteText(json, "since", query.Since);
        WriteText(json, "severity", query.Severity);
        WriteText(json, "pattern", query.Pattern);
        WriteText(json, "direction", query.Direction);
        WriteText(json, "dest", query.Dest);
        if (query.Limit is { } limit)
        {
            json.WriteNumber("limit"u8, limit);
        }
    }

    /// <summary>Reads the parameters. The limit is 100 where none is given, and never more than 1,000.</summary>
    /// <returns>Null where one is unknown or of the wrong type.</returns>
    public static FindingQuery? Read(JsonElement parameters)
    {
        var query = new FindingQuery(Limit: DefaultLimit);
        foreach (var parameter in parameters.EnumerateObject())
        {
            var text = parameter.Value.ValueKind == JsonValueKind.String ? parameter.Value.GetString() : null;
            var isNumber = parameter.Value.ValueKind == JsonValueKind.Number;
            var next = (parameter.Name, text) switch
            {
                ("since", not null) => query with { Since = text },
                ("severity", not null) => query with { Severity = text },
                ("pattern", not null) => query with { Pattern = text },
                ("direction", not null) => query with { Direction = text },
                ("dest", not null) => query with { Dest = text },
                ("limit", null) when isNumber && parameter.Value.TryGetInt32(out var limit) =>
                    query with { Limit = Math.Min(limit, MaxLimit) },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            query = next;
        }

        return query;
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
