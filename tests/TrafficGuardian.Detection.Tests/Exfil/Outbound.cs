using System.Globalization;
using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Tests.Exfil;

/// <summary>Sends values in requests of a made-up agent and tells what is found.</summary>
internal static class Outbound
{
    public const string UnrelatedHost = "collector.invalid";

    private static readonly Detector Detector = Make();

    /// <summary>A template's text. The same seed gives the same text.</summary>
    public static string Expand(string template, int seed = 7) =>
        Template.TryExpand(template, new Random(seed), out var text, out var error) ? text : throw new ArgumentException(error, nameof(template));

    /// <summary>What is found when <paramref name="value"/> goes to an unrelated host in a place.</summary>
    public static IReadOnlyList<Detected> Send(string value, OutboundPlace place) => place switch
    {
        OutboundPlace.Target => Request(UnrelatedHost, $"GET /read?file={Uri.EscapeDataString(value)}&v=1", "", ""),
        OutboundPlace.Header => Request(UnrelatedHost, "GET /", $"X-Note: {value}\r\n", ""),
        OutboundPlace.Form => Post($"a=1&file={Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal)}&b=2"),
        OutboundPlace.JsonString => Post($"{{\"path\": \"{JsonText(value)}\", \"n\": 1}}"),
        OutboundPlace.JsonEscaped => Post($"{{\"path\":\"{Each(value, static c => $"\\u{(int)c:x4}")}\"}}"),
        OutboundPlace.JsonInJson => Post($"{{\"arguments\": \"{JsonText($"{{\"path\": \"{JsonText(value)}\"}}")}\"}}"),
        OutboundPlace.PercentEncoded => Post($"d={Each(value, static c => $"%{(int)c:X2}")}"),
        OutboundPlace.HtmlEntities => Post($"<p>\"{Each(value, static c => $"&#{(int)c};")}\"</p>"),
        _ => Post(value),
    };

    /// <summary>What is found in a request: request line without version, header lines, body.</summary>
    public static IReadOnlyList<Detected> Request(string host, string line, string headers, string body)
    {
        var scan = new MessageScan();
        scan.Begin(
            Detector,
            new MessageContext("picoclaw", Direction.Outbound, "https", "127.0.0.1", host, $"{host}:443"),
            DateTimeOffset.UnixEpoch);
        scan.Head(Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n"));
        scan.Body(Encoding.UTF8.GetBytes(body), last: true, DateTimeOffset.UnixEpoch);
        return [.. scan.Found];
    }

    public static IReadOnlyList<Detected> Post(string body) => Request(UnrelatedHost, "POST /v1/notes", "", body);

    private static string JsonText(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Each(string value, Func<char, FormattableString> write) =>
        string.Concat(value.Select(c => write(c).ToString(CultureInfo.InvariantCulture)));

    private static Detector Make() =>
        Detector.Create(new DetectorOptions { FingerprintKey = new byte[32] }, out var problems)
        ?? throw new InvalidOperationException(string.Join('\n', problems));
}
