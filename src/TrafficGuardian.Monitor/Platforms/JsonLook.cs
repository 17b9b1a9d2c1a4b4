using System.Globalization;
using System.Text.Json;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Looks into JSON that others wrote and that may be anything: what is not there, or of another kind, is just missing.</summary>
internal static class JsonLook
{
    private const int MostEntries = 500;
    private const int LongestName = 64;

    /// <summary>The objects among an object's members, with their names made fit to show.</summary>
    public static IEnumerable<(string Name, JsonElement Entry)> Entries(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return element.EnumerateObject().Take(MostEntries)
            .Where(member => member.Value.ValueKind == JsonValueKind.Object)
            .Select(member => (Shown(Name(member)), member.Value));
    }

    /// <summary>The objects and lists among an object's members, with their names made fit to show.</summary>
    public static IEnumerable<(string Name, JsonElement Entry)> Nested(JsonElement element) => element.EnumerateObject().Take(MostEntries)
        .Where(member => member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        .Select(member => (Shown(Name(member)), member.Value));

    /// <summary>The member; of kind <see cref="JsonValueKind.Undefined"/> where there is none.</summary>
    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The member's text; null where it is missing, empty or something else.</summary>
    public static string? Text(JsonElement element, string name) => Value(Member(element, name));

    /// <summary>A text; null where it is empty or something else.</summary>
    public static string? Value(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: a string that no text is. It is set, all the same.
            return "?";
        }
    }

    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    /// <summary>A name as it may stand in a terminal and in a line.</summary>
    public static string Shown(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c));
        return clean.Length <= LongestName ? clean : clean[..LongestName] + "…";
    }
}
