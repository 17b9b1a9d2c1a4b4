using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What Hermes' <c>config.yaml</c> and <c>.env</c> tell. Names are shown, values never.</summary>
/// <param name="Warnings">What goes round the monitor.</param>
/// <param name="Credentials">Where keys are meant for.</param>
internal sealed record HermesConfig(IReadOnlyList<string> Warnings, IReadOnlyList<ExpectedCredential> Credentials)
{
    private const string BaseSuffix = "_BASE_URL";
    private const string Own = "names a proxy of its own and goes round the monitor; clear it, and name that proxy in upstream.proxy";

    private static readonly string[] ProxyNames =
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    private static readonly string[] GatewayProxyNames = ["TELEGRAM_PROXY", "DISCORD_PROXY", "SLACK_PROXY"];

    private static readonly string[] TrustNames = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HERMES_CA_BUNDLE"];

    public static HermesConfig Read(PlatformFacts facts)
    {
        // Whichever of .env and environment a release lets win, a key of either is the agent's own.
        var variables = new ConfigVariables(facts, ownWins: true);
        var warnings = OfVariables(facts, variables);
        if (facts.PlatformConfig is not { } content)
        {
            var fault = facts.PlatformConfigFault is { } said ? $"{facts.PlatformConfigPath} {said}: what it sends round the monitor is not known" : null;
            return new HermesConfig([.. warnings, .. fault is null ? (string[])[] : [fault]], [.. ConfiguredHosts.Each(OfVariables(variables))]);
        }

        try
        {
            using var document = JsonDocument.Parse(YamlText.ToJson(Encoding.UTF8.GetString(content.Span)) ?? throw new JsonException());
            var root = document.RootElement;
            return new HermesConfig(
                [.. warnings, .. ConfigWalk.OwnProxies(root, facts.ProxyUrl).Select(path => $"{path} {Own}"), .. OfTrust(root, facts)],
                [.. ConfiguredHosts.Each(ConfigWalk.Endpoints(root, variables, _ => true).Concat(OfVariables(variables)))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return new HermesConfig(
                [.. warnings, $"{facts.PlatformConfigPath} can't be read as YAML: what it sends round the monitor is not known"], [.. ConfiguredHosts.Each(OfVariables(variables))]);
        }
    }

    private static List<string> OfVariables(PlatformFacts facts, ConfigVariables variables)
    {
        var warnings = ProxyNames.Where(name => variables.Own.GetValueOrDefault(name) is { Length: > 0 } proxy && proxy.TrimEnd('/') != facts.ProxyUrl)
            .Select(name => $"{name} in Hermes' .env may win over the environment and go round the monitor; take it out there, and name that proxy in upstream.proxy").ToList();
        warnings.AddRange(GatewayProxyNames
            .Where(name => variables.Value(name) is { } proxy && proxy.TrimEnd('/') != facts.ProxyUrl).Select(name => $"{name} {Own}"));
        if (facts.Trust is not null)
        {
            warnings.AddRange(TrustNames.Where(name => variables.Own.GetValueOrDefault(name) is { Length: > 0 })
                .Select(name => $"{name} in Hermes' .env may win over the environment: HTTPS that is opened is then not trusted; take it out there, and name the file in {name} of the environment, so that it is merged"));
        }

        return warnings;
    }

    private static IEnumerable<string> OfTrust(JsonElement root, PlatformFacts facts) => facts.Trust is null ? [] :
        from found in ConfigWalk.Objects(root)
        where JsonLook.Text(found.Entry, "ssl_ca_cert") is not null
        select $"{found.Path}.ssl_ca_cert wins over SSL_CERT_FILE: its HTTPS is opened and then not trusted; clear it, and name the file in SSL_CERT_FILE, so that it is merged";

    // OPENAI_BASE_URL with OPENAI_API_KEY.
    private static IEnumerable<(string? Address, string? Key)> OfVariables(ConfigVariables variables) =>
        variables.Own.Keys.Concat(variables.Names).Where(name => name.EndsWith(BaseSuffix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Select(name => (variables.Value(name), variables.Value(name[..^BaseSuffix.Length] + "_API_KEY")));
}
