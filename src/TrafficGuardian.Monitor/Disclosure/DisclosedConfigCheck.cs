using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using TrafficGuardian.Monitor.Configuration;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>The data of <c>traffic_check_config</c>: what is wrong where, without anything that the operator wrote and without any path.</summary>
public sealed partial record DisclosedConfigCheck
{
    private const int Most = 50;
    private const int LongestText = 200;

    // What an operator may have written where a key is expected is not among these.
    private static readonly HashSet<string> Keys = new(
        [
            "mode", "listen", "allow_remote", "allowed_clients", "max_scan_bytes", "remote_destinations", "reachable_private_destinations",
            "inspection_memory_bytes", "https_inspection", "enabled", "trust_scope", "ca_certificate", "ca_private_key", "inspect_hosts",
            "bypass_hosts", "upstream", "proxy", "proxy_credentials", "env", "file", "no_proxy", "ca_bundle", "routes", "target", "log", "directory",
            "max_file_bytes", "max_files", "dedup_window_seconds", "exceptions", "pattern", "dest", "direction", "reason", "until", "ipc", "root",
            "group_addresses", "findings_scope", "patterns", "disabled", "rule_files", "known_values", "credentials", "hosts", "telemetry",
            "otlp_endpoint", "dashboard",
        ],
        StringComparer.Ordinal);

    [JsonPropertyName("valid")]
    public required bool Valid { get; init; }

    [JsonPropertyName("errors")]
    public IReadOnlyList<DisclosedConfigProblem> Errors { get; init; } = [];

    [JsonPropertyName("warnings")]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What may be told of a check.</summary>
    public static DisclosedConfigCheck Of(IReadOnlyList<ConfigProblem> problems, IReadOnlyList<string> warnings) => new()
    {
        Valid = problems.Count == 0,
        Errors = [.. problems.Take(Most).Select(Told)],
        Warnings = [.. warnings.Take(Most).Select(warning => IsPlain(warning) ? warning : "a warning about this host; the operator reads it with check-config").Distinct(StringComparer.Ordinal)],
    };

    private static DisclosedConfigProblem Told(ConfigProblem problem) => new()
    {
        Key = KeyOf(problem.Place),
        Message = IsPlain(problem.Message) ? problem.Message : "is wrong; the operator reads the cause with check-config",
    };

    private static string KeyOf(string place)
    {
        var known = place.Split('.').TakeWhile(part => Segment().Match(part) is { Success: true } match && Keys.Contains(match.Groups["name"].Value));
        var key = string.Join('.', known);
        return key.Length == 0 ? "config" : key;
    }

    private static bool IsPlain(string text) => text.Length is > 0 and <= LongestText && !Revealing().IsMatch(text);

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\[[0-9]{1,4}\])*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Segment();

    /// <summary>Paths, addresses, URLs, quoted words and whatever a terminal would not show.</summary>
    [GeneratedRegex(@"[/\\~@""'`=]|[0-9]+\.[0-9]+\.[0-9]+|::|[^\x20-\x7e]", RegexOptions.NonBacktracking)]
    private static partial Regex Revealing();
}
