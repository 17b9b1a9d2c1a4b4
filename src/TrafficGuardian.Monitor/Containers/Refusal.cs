using TrafficGuardian.Monitor.Disclosure;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>A request that is refused.</summary>
/// <param name="Reason">What it is counted as; see <see cref="RefusalReason"/>.</param>
/// <param name="Code">What it is answered with; see <see cref="DisclosureErrorCode"/>.</param>
/// <param name="Message">The remedy.</param>
internal sealed record Refusal(string Reason, string Code, string Message)
{
    public static Refusal NotAFile { get; } = Invalid(RefusalReason.NotAFile, "write the request as a regular file");

    public static Refusal HardLink { get; } = Invalid(RefusalReason.HardLink, "write the request as a file with one name; link nothing to it");

    public static Refusal Unreadable { get; } = Invalid(RefusalReason.Unreadable, "the request can't be read; make it readable for its group's host");

    public static Refusal TooLarge { get; } = new(RefusalReason.TooLarge, DisclosureErrorCode.TooLarge, "a request may have 16384 bytes");

    public static Refusal Broken { get; } = Invalid(
        RefusalReason.Invalid, "write one JSON object in UTF-8, each key once, with plain values: type, requestId, timestamp and the parameters");

    public static Refusal ForeignId { get; } = Invalid(RefusalReason.ForeignId, "requestId must be the file's name without .json");

    public static Refusal NoTime { get; } = Invalid(RefusalReason.Invalid, "timestamp: write the time now, like 2026-01-31T12:00:00.000Z");

    public static Refusal Future { get; } = Invalid(RefusalReason.Time, "timestamp lies in the future; set the clock, and ask again");

    public static Refusal Stale { get; } = new(
        RefusalReason.Time, DisclosureErrorCode.Timeout, "the request is older than 10 minutes; ask again with a new requestId and the time now");

    public static Refusal UnknownType { get; } = new(
        RefusalReason.UnknownType, DisclosureErrorCode.UnknownType, "types are traffic_status, traffic_findings and traffic_check_config");

    public static Refusal Replayed { get; } = Invalid(RefusalReason.Replayed, "this requestId was answered before; take a new one");

    public static Refusal RateLimited { get; } = new(
        RefusalReason.RateLimited, DisclosureErrorCode.RateLimited, "too many requests or too much data; ask again in a minute, less often");

    public static Refusal Stopping { get; } = new(
        RefusalReason.Stopping, DisclosureErrorCode.NotRunning, "the monitor is stopping; ask again when its operator has started it");

    private static Refusal Invalid(string reason, string message) => new(reason, DisclosureErrorCode.InvalidRequest, message);
}
