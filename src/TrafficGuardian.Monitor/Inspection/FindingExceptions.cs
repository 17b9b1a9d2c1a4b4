using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>The configured <c>exceptions</c>, ready to match. One whose host pattern can't be read silences nothing.</summary>
internal sealed class FindingExceptions
{
    private readonly List<(ExceptionConfig Exception, DestinationPattern? Dest)> _exceptions = [];

    public FindingExceptions(IEnumerable<ExceptionConfig> exceptions)
    {
        foreach (var exception in exceptions)
        {
            var dest = exception.Dest is null ? null : DestinationPattern.Parse(exception.Dest);
            if (exception.Dest is null || dest is not null)
            {
                _exceptions.Add((exception, dest));
            }
        }
    }

    /// <summary>Whether an exception that is in force silences this finding.</summary>
    public bool Silence(Detected detected, DateTimeOffset now)
    {
        foreach (var (exception, dest) in _exceptions)
        {
            if (NamesPattern(exception.Pattern, detected)
                && (exception.Direction is null || exception.Direction == FindingNames.Of(detected.Finding.Direction))
                && (exception.Until is null || now < exception.Until)
                && (dest is null || dest.Matches(detected.Finding.Dest)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A pattern is named alone, or with one of its rules: <c>pattern/rule</c>.</summary>
    private static bool NamesPattern(string name, Detected detected)
    {
        var pattern = detected.Finding.Pattern;
        return name == pattern
            || (name.Length == pattern.Length + 1 + detected.Rule.Length
                && name.StartsWith(pattern, StringComparison.Ordinal)
                && name[pattern.Length] == '/'
                && name.EndsWith(detected.Rule, StringComparison.Ordinal));
    }
}
