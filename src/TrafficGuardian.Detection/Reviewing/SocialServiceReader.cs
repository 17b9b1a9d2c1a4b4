using System.Text.Json;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>Reads a service of the table; what is wrong there stops the program at its start.</summary>
internal static class SocialServiceReader
{
    private const string ToolCall = "tool_call";
    private const string NoWrite = "none";

    public static SocialService Read(JsonElement entry)
    {
        var source = entry.TryGetProperty("source", out var named) ? Known<ReviewSource>(named.GetString()!, ReviewNames.TryParse) : ReviewSource.HttpRequest;
        var service = new SocialService(
            entry.GetProperty("service").GetString()!, [.. Texts(entry, "hosts").Where(static h => h != "*").Select(Host)], source,
            AccountOf(entry), Texts(entry, "replies"));
        var bases = entry.TryGetProperty("bases", out _) ? Texts(entry, "bases") : [""];
        return service with
        {
            Routes = [.. entry.GetProperty("routes").EnumerateObject().SelectMany(route => bases.Select(at => Route(service, at, route)))],
        };
    }

    /// <summary>A list of texts; empty where there is none.</summary>
    public static IReadOnlyList<string> Texts(JsonElement entry, string field) =>
        entry.TryGetProperty(field, out var list) ? [.. list.EnumerateArray().Select(static e => e.GetString()!)] : [];

    /// <summary>A category by its name; null for no write.</summary>
    public static MutationCategory? Category(string text) =>
        text == NoWrite ? null : Known<MutationCategory>(text, ReviewNames.TryParse);

    private static SocialRoute Route(SocialService service, string at, JsonProperty route)
    {
        var (methods, path) = route.Name.Split(' ') is [var first, var second] ? (first.Split('|'), second) : throw Wrong(route.Name);
        if (route.Value.ValueKind == JsonValueKind.String)
        {
            var category = route.Value.GetString()!;
            return category == ToolCall
                ? new SocialRoute(service, methods, at + path, [], null, IsToolCall: true)
                : new SocialRoute(service, methods, at + path, [], Category(category), IsToolCall: false);
        }

        var cases = route.Value.EnumerateObject().Where(static c => c.Name != "else").Select(static c => c.Name.Split('=') is [var field, var value]
            ? new SocialCase(field, value, Category(c.Value.GetString()!))
            : new SocialCase(c.Name, null, Category(c.Value.GetString()!)));
        return new SocialRoute(service, methods, at + path, [.. cases], Category(route.Value.GetProperty("else").GetString()!), IsToolCall: false);
    }

    private static AccountPlace AccountOf(JsonElement entry) => (entry.TryGetProperty("account", out var place) ? place.GetString() : null) switch
    {
        null => AccountPlace.None,
        "bot_path" => AccountPlace.BotPath,
        "bot_header" => AccountPlace.BotHeader,
        var other => throw Wrong(other),
    };

    private static HostPattern Host(string text) => HostPattern.TryParse(text, out var pattern) ? pattern : throw Wrong(text);

    private static T Known<T>(string text, Parser<T> parse) => parse(text, out var value) ? value : throw Wrong(text);

    private static InvalidDataException Wrong(string text) => new($"the table of writes to social accounts has a wrong entry: {text}");

    private delegate bool Parser<T>(string? text, out T value);
}
