using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>pattern</c> or <c>pattern/rule</c>, as findings and their labels name them.</summary>
internal static class PatternName
{
    public const string Message = "is not the name of a pattern";

    /// <summary>The name, where it is one.</summary>
    public static string? Parse(string text, BindingScope scope)
    {
        var parts = text.Split('/');
        return parts.Length <= 2 && text.Length <= 128
            && parts.All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'))
            && (scope.Patterns.Count == 0 || scope.Patterns.Contains(parts[0], StringComparer.Ordinal))
                ? text : null;
    }

    /// <summary>What to write instead; names the nearest pattern where the patterns are known.</summary>
    public static string Remedy(string? text, BindingScope scope) => scope.Patterns.Count == 0 || text is null
        ? "write a pattern such as ai_api_key, or pattern/rule; the verb 'patterns list' shows them"
        : $"the nearest one is '{KeyName.Nearest(text.Split('/')[0], scope.Patterns)}'; the verb 'patterns list' shows all";
}
