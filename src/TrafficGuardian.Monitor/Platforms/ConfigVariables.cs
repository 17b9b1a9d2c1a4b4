using System.Text;
using System.Text.Json;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>The values that a platform's configuration takes from the environment and from its own <c>.env</c>.</summary>
internal sealed class ConfigVariables
{
    private readonly PlatformContext _context;
    private readonly IReadOnlyDictionary<string, string> _own;
    private readonly bool _ownWins;

    /// <param name="facts">The environment and the platform's <c>.env</c>.</param>
    /// <param name="ownWins">Whether its <c>.env</c> wins over the environment.</param>
    public ConfigVariables(PlatformFacts facts, bool ownWins)
    {
        (_context, _ownWins) = (facts.Context, ownWins);
        _own = facts.PlatformDotenv is { } content ? DotenvText.Read(Encoding.UTF8.GetString(content.Span)) : new Dictionary<string, string>();
    }

    /// <summary>Names and values of the platform's own <c>.env</c>.</summary>
    public IReadOnlyDictionary<string, string> Own => _own;

    /// <summary>The names of the environment's variables.</summary>
    public IEnumerable<string> Names => _context.Environment.Keys;

    /// <summary>The value; null where there is none.</summary>
    public string? Value(string name)
    {
        var own = _own.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        return _ownWins ? own ?? _context.Variable(name) : _context.Variable(name) ?? own;
    }

    /// <summary>A text with <c>${NAME}</c> filled in; null where one of them has no value.</summary>
    public string? Fill(string? text)
    {
        if (text is null)
            return null;
        var result = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var start = text.IndexOf("${", at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf('}', start);
            if (end < 0)
                return result.Append(text, at, text.Length - at).ToString();
            result.Append(text, at, start - at);
            if (Value(text[(start + 2)..end].Split(':')[0]) is not { } value)
                return null;
            result.Append(value);
            at = end + 1;
        }

        return result.ToString();
    }

    /// <summary>A secret as configurations write it: itself, <c>${NAME}</c>, the name of a variable, or where it is kept; null where it can't be told.</summary>
    public string? Secret(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return JsonLook.Text(element, "source") == "env" && (JsonLook.Text(element, "id") ?? JsonLook.Text(element, "name")) is { } name ? Value(name) : null;
        if (element.ValueKind != JsonValueKind.String)
            return null;
        var text = JsonLook.Value(element);
        return IsVariableName(text) ? Value(text!) : Fill(text);
    }

    private static bool IsVariableName(string? text) =>
        text is { Length: > 3 } && char.IsAsciiLetterUpper(text[0]) && text.Contains('_', StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}
