using System.Text.Json;

namespace TrafficGuardian.Detection.Judging;

/// <summary>The built-in table of providers, <c>Judging/providers.json</c>.</summary>
internal static class ProviderTable
{
    public static IReadOnlyList<Provider> BuiltIn { get; } = ReadBuiltIn();

    private static List<Provider> ReadBuiltIn()
    {
        using var stream = typeof(ProviderTable).Assembly.GetManifestResourceStream("providers.json")!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return [.. document.RootElement.GetProperty("providers").EnumerateArray().Select(Read)];
    }

    private static Provider Read(JsonElement provider) => new(
        provider.GetProperty("name").GetString()!,
        Texts(provider, "rules").ToHashSet(StringComparer.Ordinal),
        [.. Texts(provider, "hosts").Select(Host)],
        [.. Texts(provider, "headers")],
        [.. Texts(provider, "queries")],
        Texts(provider, "places").Contains("path"),
        Texts(provider, "places").Contains("body"));

    private static IEnumerable<string> Texts(JsonElement provider, string field) =>
        provider.TryGetProperty(field, out var list) ? list.EnumerateArray().Select(static e => e.GetString()!) : [];

    private static HostPattern Host(string text) =>
        HostPattern.TryParse(text, out var pattern) ? pattern : throw new InvalidDataException("the table of providers has a wrong host pattern");
}
