using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>What tells who set a request going.</summary>
internal sealed class ContextWords
{
    private readonly Dictionary<string, ExecutionOrigin> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _values;
    private readonly HashSet<string> _fields;
    private readonly string _client;

    public ContextWords(JsonElement entry)
    {
        foreach (var kind in entry.GetProperty("words").EnumerateObject())
        {
            var origin = ReviewNames.TryParse(kind.Name, out ExecutionOrigin known) ? known : throw new InvalidDataException(kind.Name);
            foreach (var word in kind.Value.EnumerateArray())
                _words.Add(word.GetString()!, origin);
        }

        _values = [.. SocialServiceReader.Texts(entry, "values")];
        _fields = [.. SocialServiceReader.Texts(entry, "fields")];
        _client = entry.GetProperty("client_header").GetString()!;
    }

    /// <summary>What a header says.</summary>
    /// <param name="name">Its name, letters only.</param>
    /// <param name="header">Its name as it stands there.</param>
    /// <param name="value">Its value.</param>
    public ExecutionOrigin OfHeader(string name, ReadOnlySpan<byte> header, ReadOnlySpan<byte> value)
    {
        if (name == _client)
            return Of(ReviewWords.Of(value)) is var told && told == ExecutionOrigin.DirectOperator ? ExecutionOrigin.Unknown : told;
        if (!name.StartsWith('x') && !name.StartsWith("openclaw", StringComparison.Ordinal))
            return ExecutionOrigin.Unknown;
        var ofValue = _values.Contains(name.StartsWith('x') ? name[1..] : name) ? Of(ReviewWords.Of(value)) : ExecutionOrigin.Unknown;
        var ofName = IsNo(value) ? ExecutionOrigin.Unknown : Of(ReviewWords.Of(header));
        return Stronger(ofValue, ofName == ExecutionOrigin.DirectOperator ? ExecutionOrigin.Unknown : ofName);
    }

    /// <summary>What a field of query or body says.</summary>
    /// <param name="name">Its name, letters only.</param>
    /// <param name="value">Its value.</param>
    public ExecutionOrigin OfField(string name, ReadOnlySpan<byte> value)
    {
        if (_values.Contains(name))
            return Of(ReviewWords.Of(value));
        return _fields.Contains(name) && !IsNo(value) ? ByBeginning(name) : ExecutionOrigin.Unknown;
    }

    /// <summary>The one of two that counts: a timetable before a worker before a person.</summary>
    public static ExecutionOrigin Stronger(ExecutionOrigin one, ExecutionOrigin other) => Rank(one) >= Rank(other) ? one : other;

    private static int Rank(ExecutionOrigin origin) => origin switch
    {
        ExecutionOrigin.Scheduler => 3,
        ExecutionOrigin.BackgroundRunner => 2,
        ExecutionOrigin.DirectOperator => 1,
        _ => 0,
    };

    private static bool IsNo(ReadOnlySpan<byte> value) => ReviewWords.Normalised(value) is "" or "0" or "false" or "no" or "none" or "null";

    private static ExecutionOrigin ByBeginning(string name) =>
        name.StartsWith("cron", StringComparison.Ordinal) || name.StartsWith("schedule", StringComparison.Ordinal)
            ? ExecutionOrigin.Scheduler : ExecutionOrigin.BackgroundRunner;

    private ExecutionOrigin Of(IEnumerable<string> words)
    {
        var origin = ExecutionOrigin.Unknown;
        foreach (var word in words)
            origin = Stronger(origin, _words.GetValueOrDefault(word, ExecutionOrigin.Unknown));
        return origin;
    }
}
