using System.Globalization;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>exceptions</c>.</summary>
internal static class ExceptionsSection
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static IReadOnlyList<ExceptionConfig> Read(ObjectReader root, BindingScope scope)
    {
        var exceptions = new List<ExceptionConfig>();
        foreach (var entry in root.Objects("exceptions"))
        {
            var pattern = entry.Parsed("pattern", text => PatternName.Parse(text, scope), PatternName.Message, PatternName.Remedy(entry.Take("pattern")?.Text, scope));
            var dest = entry.Parsed("dest", text => HostPattern.Parse(text) is null ? null : text,
                "is not a host pattern", "write it like api.example.com, *.example.com or api.example.com:443");
            var direction = entry.Choice("direction", "outbound", "inbound");
            var reason = entry.Text("reason");
            var until = entry.Parsed("until", Time, "is not a time", "write it like 2027-01-31 or 2027-01-31T12:00:00Z");
            entry.Finish();
            Need(entry, "pattern", "say which pattern is silenced");
            Need(entry, "reason", "say why the finding is silenced, for whoever reads this later");
            if (pattern is not null && reason is not null)
            {
                exceptions.Add(new ExceptionConfig(pattern, dest, direction, reason, until?.Value));
            }
        }

        return exceptions;
    }

    private static void Need(ObjectReader entry, string key, string remedy)
    {
        if (entry.Take(key) is null)
        {
            entry.Refuse(key, "is needed", remedy);
        }
    }

    // A date without a time means its end in UTC: an exception "until" a day holds on that day.
    private static Moment? Time(string text) =>
        DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new Moment(text.Length == 10 ? time.AddDays(1) : time) : null;

    /// <summary>A time as a reference, for what could be parsed.</summary>
    private sealed record Moment(DateTimeOffset Value);
}
