using System.Text.Json;
using TrafficGuardian.Monitor.Log;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>The parameters of <c>traffic_findings</c>. Null: all. The first four mean what the options of <c>threats</c> mean.</summary>
public sealed record FindingsQuestion
{
    /// <summary>Findings in an answer where the question does not say.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Most findings in an answer.</summary>
    public const int MaxLimit = 100;

    private const int LongestText = 128;

    public string? Severity { get; init; }

    public string? Pattern { get; init; }

    public string? Direction { get; init; }

    public string? Since { get; init; }

    /// <summary>1 to 100.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The <c>next_cursor</c> of an answer: what is older than that answer's last finding.</summary>
    public string? Cursor { get; init; }

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="DisclosureException">One is unknown, ill-typed or out of range.</exception>
    public static FindingsQuestion Parse(IEnumerable<JsonProperty> parameters)
    {
        try
        {
            return parameters.Aggregate(new FindingsQuestion(), With);
        }
        catch (InvalidOperationException)
        {
            throw Wrong("a text holds an escape that is no character; write the character itself");
        }
    }

    /// <summary>Holds the parameters against what they may be, also where nobody needs them.</summary>
    /// <exception cref="DisclosureException">One has a value that does not exist.</exception>
    public void Check(DateTimeOffset now)
    {
        _ = Filter(now);
        _ = Place();
    }

    /// <summary>The place that the cursor means; null where there is none.</summary>
    /// <exception cref="DisclosureException">It is none.</exception>
    internal FindingsCursor? Place() => Cursor is null ? null : FindingsCursor.Parse(Cursor);

    /// <summary>The filter that the parameters mean.</summary>
    /// <exception cref="DisclosureException">One has a value that does not exist.</exception>
    internal FindingFilter Filter(DateTimeOffset now)
    {
        if (Limit is < 1 or > MaxLimit)
        {
            throw Wrong("limit: write a whole number from 1 to 100");
        }

        return FindingFilter.Parse(new FindingQuery(Since, Severity, Pattern, Direction), now, out var problem)
            ?? throw Wrong(problem!);
    }

    internal static DisclosureException Wrong(string remedy) => new(DisclosureErrorCode.InvalidRequest, remedy);

    private static FindingsQuestion With(FindingsQuestion question, JsonProperty parameter) => parameter.Name switch
    {
        "severity" => question with { Severity = Text(parameter) },
        "pattern" => question with { Pattern = Text(parameter) },
        "direction" => question with { Direction = Text(parameter) },
        "since" => question with { Since = Text(parameter) },
        "cursor" => question with { Cursor = Text(parameter) },
        "limit" => question with { Limit = Number(parameter) },
        _ => throw Wrong("parameters are severity, pattern, direction, since, limit and cursor"),
    };

    private static string? Text(JsonProperty parameter) => parameter.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String when parameter.Value.GetString() is { Length: > 0 and <= LongestText } text => text,
        _ => throw Wrong($"{parameter.Name}: write a short text, or leave it out"),
    };

    private static int Number(JsonProperty parameter) => parameter.Value.ValueKind switch
    {
        JsonValueKind.Null => DefaultLimit,
        JsonValueKind.Number when parameter.Value.TryGetDecimal(out var limit) && decimal.IsInteger(limit) && limit is >= 1 and <= MaxLimit => (int)limit,
        _ => throw Wrong("limit: write a whole number from 1 to 100"),
    };
}
