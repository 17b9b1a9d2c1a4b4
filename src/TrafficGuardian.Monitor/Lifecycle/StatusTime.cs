using System.Globalization;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Times as the status writes them: UTC, to the millisecond, <c>Z</c>.</summary>
internal static class StatusTime
{
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
