using System.Text.Json;

namespace TrafficGuardian.Monitor.Tests.Configuration;

/// <summary>Key paths of the published schema and of a configuration.</summary>
internal static class SchemaKeys
{
    public static IReadOnlyList<string> OfSchema()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Join(AppContext.BaseDirectory, "config.schema.json")));
        return [.. Properties(schema.RootElement, "").Order(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> OfConfiguration(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return [.. Members(document.RootElement, "").Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Properties(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("items", out var items))
        {
            schema = items;
            path += "[]";
        }

        foreach (var branch in schema.TryGetProperty("oneOf", out var branches) ? branches.EnumerateArray().ToArray() : [])
        {
            foreach (var key in Properties(branch, path))
            {
                yield return key;
            }
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            Assert.False(schema.GetProperty("additionalProperties").GetBoolean(), $"{path} must refuse unknown keys");
            foreach (var property in properties.EnumerateObject())
            {
                yield return path + "/" + property.Name;
                foreach (var key in Properties(property.Value, path + "/" + property.Name))
                {
                    yield return key;
                }
            }
        }
    }

    private static IEnumerable<string> Members(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Where(_ => !path.EndsWith("group_addresses", StringComparison.Ordinal))
            .SelectMany(member => Members(member.Value, path + "/" + member.Name).Prepend(path + "/" + member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Members(item, path + "[]")),
        _ => [],
    };
}
