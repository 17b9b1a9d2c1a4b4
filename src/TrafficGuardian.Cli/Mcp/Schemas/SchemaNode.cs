using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrafficGuardian.Cli.Mcp.Schemas;

/// <summary>One place of a <see cref="Schema"/>.</summary>
internal sealed class SchemaNode
{
    private const string Reference = "#/$defs/";

    private string[] _types = [];
    private string[]? _values;
    private Regex? _pattern;
    private string? _not;
    private long _minimum = long.MinValue;
    private long _maximum = long.MaxValue;
    private int _maxLength = int.MaxValue;
    private int _maxCount = int.MaxValue;
    private SchemaNode? _items;
    private Dictionary<string, SchemaNode> _properties = [];
    private string[] _required = [];
    private Regex? _names;
    private SchemaNode? _others;

    private SchemaNode()
    {
    }

    /// <exception cref="NotSupportedException">It has a keyword that would not be held to.</exception>
    public static SchemaNode Parse(JsonElement schema, JsonElement root)
    {
        Schema.RefuseUnknown(schema);
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Parse(root.GetProperty("$defs").GetProperty(reference.GetString()![Reference.Length..]), root);
        }

        var node = new SchemaNode
        {
            _types = Get(schema, "type") is { } type ? type.ValueKind == JsonValueKind.Array ? Strings(type) : [type.GetString()!] : [],
            _values = Get(schema, "enum") is { } values ? Strings(values) : null,
            _pattern = Expression(schema),
            _not = Get(schema, "not")?.GetProperty("const").GetString(),
            _minimum = Get(schema, "minimum")?.GetInt64() ?? long.MinValue,
            _maximum = Get(schema, "maximum")?.GetInt64() ?? long.MaxValue,
            _maxLength = Get(schema, "maxLength")?.GetInt32() ?? int.MaxValue,
            _maxCount = (Get(schema, "maxItems") ?? Get(schema, "maxProperties"))?.GetInt32() ?? int.MaxValue,
            _items = Get(schema, "items") is { } items ? Parse(items, root) : null,
            _required = Get(schema, "required") is { } required ? Strings(required) : [],
            _names = Get(schema, "propertyNames") is { } names ? Expression(names) : null,
            _others = Get(schema, "additionalProperties") is { ValueKind: JsonValueKind.Object } others ? Parse(others, root) : null,
        };
        if (Get(schema, "properties") is { } properties)
        {
            node._properties = properties.EnumerateObject().ToDictionary(p => p.Name, p => Parse(p.Value, root), StringComparer.Ordinal);
        }

        return node;
    }

    /// <summary>Checks a value and writes what is named of it.</summary>
    /// <exception cref="SchemaMismatch">It is not what it should be.</exception>
    public void Copy(JsonElement value, string place, bool isStrict, Utf8JsonWriter json)
    {
        var kind = value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Null => "null",
            JsonValueKind.Number when WholeNumber(value) is not null => "integer",
            _ => "number",
        };
        Hold(_types.Contains(kind), place, $"write {(_types.Length == 1 && _types[0] is "string" or "boolean" ? "a" : "an")} {string.Join(" or ", _types)}");
        switch (kind)
        {
            case "object":
                CopyObject(value, place, isStrict, json);
                break;
            case "array":
                CopyArray(value, place, isStrict, json);
                break;
            case "string":
                CopyText(TextOf(value, place), place, json);
                break;
            case "integer":
                var number = WholeNumber(value)!.Value;
                Hold(number >= _minimum && number <= _maximum, place, Range());
                json.WriteNumberValue(number);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private void CopyObject(JsonElement value, string place, bool isStrict, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var node = _properties.GetValueOrDefault(property.Name) ?? (_names?.IsMatch(property.Name) != false ? _others : null);
            if (node is null)
            {
                Hold(!isStrict, place, _properties.Count == 0
                    ? "takes no arguments; call it with {}"
                    : $"something is not known here; there are {string.Join(", ", _properties.Keys)}");
                continue;
            }

            Hold(seen.Add(property.Name), place, "names one thing twice");
            Hold(seen.Count <= _maxCount, place, $"at most {_maxCount} entries");
            json.WritePropertyName(property.Name);
            node.Copy(property.Value, place.Length == 0 ? property.Name : $"{place}.{property.Name}", isStrict, json);
        }

        Hold(Array.TrueForAll(_required, seen.Contains), place, $"needs {string.Join(", ", _required)}");
        json.WriteEndObject();
    }

    private void CopyArray(JsonElement value, string place, bool isStrict, Utf8JsonWriter json)
    {
        Hold(value.GetArrayLength() <= _maxCount, place, $"at most {_maxCount} entries");
        json.WriteStartArray();
        foreach (var item in value.EnumerateArray())
        {
            _items!.Copy(item, place, isStrict, json);
        }

        json.WriteEndArray();
    }

    private void CopyText(string text, string place, Utf8JsonWriter json)
    {
        Hold(_values is null || _values.Contains(text), place, $"write one of {string.Join(", ", _values ?? [])}");
        Hold(_pattern?.IsMatch(text) != false && text != _not, place, "is not written in the form that its description tells");
        Hold(text.Length <= _maxLength || text.EnumerateRunes().Count() <= _maxLength, place, $"at most {_maxLength} characters");
        json.WriteStringValue(text);
    }

    // Half a surrogate pair, or bytes that are no UTF-8.
    private static string TextOf(JsonElement value, string place)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new SchemaMismatch(place, "is no text");
        }
    }

    // 20.0 is an integer to JSON Schema.
    private static long? WholeNumber(JsonElement value) =>
        value.TryGetInt64(out var number) ? number
        : value.TryGetDecimal(out var other) && decimal.IsInteger(other) && other is >= long.MinValue and <= long.MaxValue ? (long)other
        : null;

    private string Range() => _maximum == long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"write a whole number, {_minimum} or more")
        : string.Create(CultureInfo.InvariantCulture, $"write a whole number from {_minimum} to {_maximum}");

    private static void Hold(bool holds, string place, string problem)
    {
        if (!holds)
        {
            throw new SchemaMismatch(place, problem);
        }
    }

    private static JsonElement? Get(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) ? value : null;

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    // $ of JSON Schema lets no line feed follow.
    private static Regex? Expression(JsonElement schema) => Get(schema, "pattern") is { } pattern
        ? new Regex(pattern.GetString()!.Replace("$", @"\z", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)
        : null;
}
