namespace TrafficGuardian.Monitor.Configuration.Reading;

/// <summary>One value of the configuration, and where it was written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Its first byte in the file, or <see cref="NotInFile"/>.</param>
internal sealed record ConfigNode(ConfigNodeKind Kind, int Offset)
{
    /// <summary>The offset of what does not stand in the file.</summary>
    public const int NotInFile = -1;

    /// <summary>Text and numbers as written (escapes undone), <c>true</c> or <c>false</c>.</summary>
    public string Text { get; init; } = "";

    public Dictionary<string, ConfigNode> Members { get; } = new(StringComparer.Ordinal);

    public List<ConfigNode> Items { get; } = [];

    /// <summary>The environment variable or option that it comes from; null where it comes from the file.</summary>
    public string? Origin { get; init; }

    /// <summary>Puts a value at a dotted path, making the objects between.</summary>
    public void Set(string path, ConfigNode value)
    {
        var at = this;
        var keys = path.Split('.');
        foreach (var key in keys[..^1])
        {
            if (!at.Members.TryGetValue(key, out var next) || next.Kind != ConfigNodeKind.Object)
            {
                at.Members[key] = next = new ConfigNode(ConfigNodeKind.Object, NotInFile);
            }

            at = next;
        }

        at.Members[keys[^1]] = value;
    }

    /// <summary>Whether something stands at a dotted path.</summary>
    public bool Has(string path)
    {
        var at = this;
        foreach (var key in path.Split('.'))
        {
            if (!at.Members.TryGetValue(key, out at!))
            {
                return false;
            }
        }

        return at.Kind != ConfigNodeKind.Null;
    }
}
