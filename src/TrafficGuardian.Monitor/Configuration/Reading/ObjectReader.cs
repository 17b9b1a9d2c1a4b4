using System.Globalization;

namespace TrafficGuardian.Monitor.Configuration.Reading;

/// <summary>
/// Takes the keys out of one object, each with its check. What was never asked for is unknown, so the keys that are
/// known stand in one place only: where they are read.
/// </summary>
internal sealed class ObjectReader(ConfigNode? node, string path, ProblemList problems)
{
    private const int MostItems = 1000;
    private const int LongestText = 4096;
    private readonly List<string> _asked = [];

    public ProblemList Problems => problems;

    /// <summary>The value at a key; null where it is missing or null.</summary>
    public ConfigNode? Take(string key)
    {
        _asked.Add(key);
        return node is { Kind: ConfigNodeKind.Object } && node.Members.TryGetValue(key, out var value) && value.Kind != ConfigNodeKind.Null
            ? value : null;
    }

    public bool Boolean(string key)
    {
        var value = Take(key);
        if (value is not null && value.Kind != ConfigNodeKind.Boolean)
        {
            Refuse(value, key, "is not true or false", "write true or false, without quotes");
        }

        return value is { Kind: ConfigNodeKind.Boolean, Text: "true" };
    }

    public long Integer(string key, long fallback, long least, long most)
    {
        var value = Take(key);
        if (value is null)
        {
            return fallback;
        }

        var isNumber = value.Kind == ConfigNodeKind.Number || (value.Kind == ConfigNodeKind.Text && value.Origin is not null);
        if (!isNumber || !long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Refuse(value, key, "is not a whole number", $"write a number from {least} to {most}");
            return fallback;
        }

        if (number >= least && number <= most)
        {
            return number;
        }

        Refuse(value, key, "is out of range", $"write a number from {least} to {most}");
        return fallback;
    }

    /// <summary>Text that holds no control characters; null where the key is missing or wrong.</summary>
    public string? Text(string key)
    {
        var value = Take(key);
        return value is null ? null : TextOf(value, PathOf(key));
    }

    /// <summary>One of several words.</summary>
    public string? Choice(string key, params string[] allowed)
    {
        var value = Take(key);
        if (value is null || TextOf(value, PathOf(key)) is not { } text)
        {
            return null;
        }

        if (allowed.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Refuse(value, key, "is not a known word", $"write {string.Join(" or ", allowed.Select(word => $"\"{word}\""))}");
        return null;
    }

    /// <summary>Text that <paramref name="parse"/> makes something of; where it answers null, the text is refused.</summary>
    public T? Parsed<T>(string key, Func<string, T?> parse, string message, string remedy)
        where T : class
    {
        var value = Take(key);
        if (value is null || TextOf(value, PathOf(key)) is not { } text)
        {
            return null;
        }

        if (parse(text) is { } parsed)
        {
            return parsed;
        }

        Refuse(value, key, message, remedy);
        return null;
    }

    /// <summary>A list of texts, each of which <paramref name="parse"/> makes something of.</summary>
    public IReadOnlyList<T> List<T>(string key, Func<string, T?> parse, string message, string remedy)
        where T : class
    {
        var list = new List<T>();
        foreach (var (item, itemPath) in Items(key))
        {
            if (TextOf(item, itemPath) is not { } text)
            {
                continue;
            }

            if (parse(text) is { } parsed)
            {
                list.Add(parsed);
            }
            else
            {
                problems.Add(item, itemPath, message, remedy);
            }
        }

        return list;
    }

    /// <summary>The object at a key; one without keys where it is missing.</summary>
    public ObjectReader Object(string key)
    {
        var value = Take(key);
        if (value is { Kind: not ConfigNodeKind.Object })
        {
            Refuse(value, key, "is not an object", "write its keys between { and }");
        }

        return new ObjectReader(value, PathOf(key), problems);
    }

    /// <summary>The objects of a list.</summary>
    public IEnumerable<ObjectReader> Objects(string key)
    {
        foreach (var (item, itemPath) in Items(key))
        {
            if (item.Kind == ConfigNodeKind.Object)
            {
                yield return new ObjectReader(item, itemPath, problems);
            }
            else
            {
                problems.Add(item, itemPath, "is not an object", "write its keys between { and }");
            }
        }
    }

    /// <summary>The members of an object whose keys are free.</summary>
    public IEnumerable<KeyValuePair<string, ConfigNode>> Members() => node is { Kind: ConfigNodeKind.Object } ? node.Members : [];

    /// <summary>Says that the value at a key is wrong; where there is none, that the object is.</summary>
    public void Refuse(string key, string message, string remedy)
    {
        var value = node is { Kind: ConfigNodeKind.Object } && node.Members.TryGetValue(key, out var member) ? member : null;
        if (value is not null)
        {
            Refuse(value, key, message, remedy);
        }
        else if (node is not null)
        {
            problems.Add(node, PathOf(key), message, remedy);
        }
        else
        {
            problems.Add(new ConfigProblem(PathOf(key), message, remedy));
        }
    }

    /// <summary>Refuses every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (var (key, value) in node is { Kind: ConfigNodeKind.Object } ? node.Members : [])
        {
            if (problems.IsFull || _asked.Contains(key, StringComparer.Ordinal))
            {
                continue;
            }

            if (key.Contains("redact", StringComparison.OrdinalIgnoreCase))
            {
                Refuse(value, key, "does not exist: redaction is always on", "remove the key; nothing switches redaction off");
            }
            else if (key.Contains('.', StringComparison.Ordinal))
            {
                Refuse(value, key, "is an unknown key", $"write a dotted key as nested objects; the nearest key here is '{KeyName.Nearest(key, _asked)}'");
            }
            else
            {
                Refuse(value, key, "is an unknown key", $"the nearest known one is '{KeyName.Join(path, KeyName.Nearest(key, _asked))}'");
            }
        }
    }

    private void Refuse(ConfigNode value, string key, string message, string remedy) =>
        problems.Add(value, PathOf(key), message, remedy);

    private string PathOf(string key) => KeyName.Join(path, key);

    private IEnumerable<(ConfigNode Item, string Path)> Items(string key)
    {
        var value = Take(key);
        if (value is { Kind: not ConfigNodeKind.Array })
        {
            Refuse(value, key, "is not a list", "write a list between [ and ]");
        }
        else if (value?.Items.Count > MostItems)
        {
            Refuse(value, key, $"has more than {MostItems} entries", "shorten it");
        }

        return value is { Kind: ConfigNodeKind.Array, Items.Count: <= MostItems }
            ? value.Items.Select((item, i) => (item, $"{PathOf(key)}[{i}]")) : [];
    }

    private string? TextOf(ConfigNode value, string valuePath)
    {
        if (value.Kind != ConfigNodeKind.Text)
        {
            problems.Add(value, valuePath, "is not text", "write it between double quotes");
            return null;
        }

        if (value.Text.Length is > 0 and <= LongestText && !value.Text.Any(char.IsControl))
        {
            return value.Text;
        }

        problems.Add(value, valuePath, "is empty, too long or holds control characters", "write it anew, or leave the key out");
        return null;
    }
}
