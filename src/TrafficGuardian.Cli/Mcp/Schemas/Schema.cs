using System.Text.Json;

namespace TrafficGuardian.Cli.Mcp.Schemas;

/// <summary>
/// A JSON Schema (2020-12) of the few keywords that the tools use, held against values. Copying a value by its schema
/// leaves out whatever the schema does not name, so that nothing unforeseen passes, whoever wrote the value.
/// </summary>
internal sealed class Schema
{
    private static readonly HashSet<string> Known =
    [
        "type", "enum", "pattern", "not", "minimum", "maximum", "maxLength", "items", "maxItems", "properties", "required",
        "additionalProperties", "propertyNames", "maxProperties", "$ref", "$defs", "title", "description", "default",
    ];

    private readonly SchemaNode _root;

    private Schema(SchemaNode root) => _root = root;

    /// <exception cref="NotSupportedException">It has a keyword that would not be held to.</exception>
    public static Schema Parse(JsonElement schema) => new(SchemaNode.Parse(schema, schema));

    internal static void RefuseUnknown(JsonElement schema)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Known.Contains(keyword.Name))
            {
                throw new NotSupportedException(keyword.Name);
            }
        }
    }

    /// <summary>Checks a value strictly.</summary>
    /// <exception cref="SchemaMismatch">Something is wrong, or not named by the schema.</exception>
    public void Check(JsonElement value)
    {
        using var nowhere = new Utf8JsonWriter(Stream.Null);
        _root.Copy(value, "", isStrict: true, nowhere);
    }

    /// <summary>Checks a value, and writes what the schema names of it.</summary>
    /// <exception cref="SchemaMismatch">Something that the schema names is wrong or missing.</exception>
    public void Copy(JsonElement value, Utf8JsonWriter json) => _root.Copy(value, "", isStrict: false, json);
}
