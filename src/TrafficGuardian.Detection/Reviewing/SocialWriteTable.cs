using System.Text.Json;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>The built-in table of writes to social accounts, <c>Reviewing/social-writes.json</c>.</summary>
internal sealed class SocialWriteTable
{
    private readonly Dictionary<string, List<SocialService>> _exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SocialService> _below = [];

    private SocialWriteTable(JsonElement root)
    {
        Services = [.. root.GetProperty("services").EnumerateArray().Select(SocialServiceReader.Read)];
        Anywhere = [.. Services.Where(static s => s.Hosts.Count == 0)];
        Approval = new ApprovalNames(root.GetProperty("approval"));
        Context = new ContextWords(root.GetProperty("context"));
        Tools = new ToolWords(root.GetProperty("tools"), Services);
        ToolClients = SocialServiceReader.Texts(root, "tool_clients");
        ToolHeaders = SocialServiceReader.Texts(root, "tool_headers").ToHashSet(StringComparer.Ordinal);
        foreach (var service in Services)
        {
            foreach (var host in service.Hosts)
            {
                if (host.Text.Contains('*'))
                    _below.Add(service);
                else if (_exact.TryGetValue(host.Text, out var known))
                    known.Add(service);
                else
                    _exact[host.Text] = [service];
            }
        }
    }

    public static SocialWriteTable BuiltIn { get; } = ReadBuiltIn();

    public IReadOnlyList<SocialService> Services { get; }

    /// <summary>Those that any host may be.</summary>
    public IReadOnlyList<SocialService> Anywhere { get; }

    public ApprovalNames Approval { get; }

    public ContextWords Context { get; }

    public ToolWords Tools { get; }

    /// <summary>Words of a User-Agent that a plugin or tool has.</summary>
    public IReadOnlyList<string> ToolClients { get; }

    /// <summary>Headers of a plugin or tool: letters only, without the X at the beginning.</summary>
    public IReadOnlySet<string> ToolHeaders { get; }

    /// <summary>The services at a host; none for most.</summary>
    public IReadOnlyList<SocialService> At(string host)
    {
        var name = host.TrimEnd('.');
        if (_exact.TryGetValue(name, out var services))
            return services;
        foreach (var service in _below)
        {
            if (service.Hosts.Any(h => h.Matches(name)))
                return [service];
        }

        return [];
    }

    private static SocialWriteTable ReadBuiltIn()
    {
        using var stream = typeof(SocialWriteTable).Assembly.GetManifestResourceStream("social-writes.json")!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return new SocialWriteTable(document.RootElement);
    }
}
