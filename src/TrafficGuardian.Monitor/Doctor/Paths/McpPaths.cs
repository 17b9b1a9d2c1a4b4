using System.Text.Json;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>MCP servers, which all platforms configure alike: a command to start, or an address.</summary>
internal static class McpPaths
{
    /// <summary>The servers of an object whose members they are.</summary>
    /// <param name="source">The monitor, and the environment.</param>
    /// <param name="servers">The object.</param>
    /// <param name="client">What speaks with those that have an address.</param>
    public static IEnumerable<TrafficPath> Read(PathSource source, JsonElement servers, ClientKind client)
    {
        foreach (var (name, entry) in JsonLook.Entries(servers).Where(server => JsonLook.Member(server.Entry, "enabled").ValueKind != JsonValueKind.False))
        {
            if (JsonLook.Text(entry, "command") is { } command)
            {
                yield return new TrafficPath("mcp", name, ClientKind.Child) { Program = ProgramOf(command), Variables = VariablesOf(JsonLook.Member(entry, "env")) };
            }
            else if (JsonLook.Text(entry, "url") is { } url)
            {
                yield return new TrafficPath("mcp", name, client)
                {
                    Destinations = Destination.Of(url) is { } destination ? [destination] : [],
                    Proxy = source.Proxy($"{name}.proxy", JsonLook.Text(entry, "proxy")),
                };
            }
        }
    }

    /// <summary>Texts among an object's members.</summary>
    public static Dictionary<string, string> VariablesOf(JsonElement element)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject().Take(1000).Where(member => member.Value.ValueKind == JsonValueKind.String))
            {
                variables[JsonLook.Shown(member.Name)] = JsonLook.Text(element, member.Name) ?? "";
            }
        }

        return variables;
    }

    private static string ProgramOf(string command)
    {
        var name = command[(command.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
        return name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? name : "";
    }
}
