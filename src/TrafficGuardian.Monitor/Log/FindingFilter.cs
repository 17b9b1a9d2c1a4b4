using System.Globalization;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Log;

/// <summary>A <see cref="FindingQuery"/> that was understood.</summary>
public sealed class FindingFilter
{
    private readonly FindingQuery _query;
    private DateTimeOffset? _since;
    private Severity _minimum;
    private Direction? _direction;
    private DestinationPattern? _dest;

    private FindingFilter(FindingQuery query) => _query = query;

    /// <summary>Everything.</summary>
    public static FindingFilter All { get; } = new(new FindingQuery());

    /// <summary>The newest so many, or null for all.</summary>
    public int? Limit => _query.Limit;

    /// <summary>Reads a query.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="now">The time that ages are counted from.</param>
    /// <param name="problem">Which part is wrong and what it may be; null where the query is understood.</param>
    /// <returns>The filter, or null.</returns>
    public static FindingFilter? Parse(FindingQuery query, DateTimeOffset now, out string? problem)
    {
        var filter = new FindingFilter(query);
        problem = filter.Read(now);
        return problem is null ? filter : null;
    }

    /// <summary>Whether a finding is wanted; the limit is the reader's business.</summary>
    public bool Matches(Finding finding) =>
        finding.Severity >= _minimum
        && (_since is null || finding.Timestamp >= _since)
        && (_direction is null || finding.Direction == _direction)
        && (_query.Pattern is null || finding.Pattern == _query.Pattern)
        && (_dest is null || _dest.Matches(finding.Dest));

    private string? Read(DateTimeOffset now)
    {
        if (_query.Since is { } since && (_since = TimeOf(since, now)) is null)
        {
            return "since: neither a time nor an age; write 2026-01-31T12:00:00Z, 30s, 10m, 2h or 3d";
        }

        if (_query.Severity is { } severity && !FindingNames.TryParse(severity, out _minimum))
        {
            return "severity: unknown; write low, medium, high or critical";
        }

        if (_query.Direction is { } direction)
        {
            if (!FindingNames.TryParse(direction, out Direction known))
            {
                return "direction: unknown; write outbound or inbound";
            }

            _direction = known;
        }

        if (_query.Pattern is { } pattern && !PatternCatalogue.TryGet(pattern, out _))
        {
            return "pattern: unknown; 'patterns list' names them all";
        }

        if (_query.Dest is { } dest && (_dest = DestinationPattern.Parse(dest)) is null)
        {
            return "dest: no host pattern; write api.example.com, *.example.com or 10.0.0.1:8080";
        }

        return _query.Limit < 1 ? "limit: too small; write 1 or more" : null;
    }

    private static DateTimeOffset? TimeOf(string text, DateTimeOffset now)
    {
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            TimeSpan? unit = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(1),
                'm' => TimeSpan.FromMinutes(1),
                'h' => TimeSpan.FromHours(1),
                'd' => TimeSpan.FromDays(1),
                _ => null,
            };
            if (unit is { } one)
            {
                return count < (now - DateTimeOffset.UnixEpoch) / one ? now - count * one : DateTimeOffset.UnixEpoch;
            }
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
