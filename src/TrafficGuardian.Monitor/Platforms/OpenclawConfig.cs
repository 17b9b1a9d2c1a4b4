using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Reviewing;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What OpenClaw's <c>openclaw.json</c> (JSON5) tells. Names are shown, values never.</summary>
/// <param name="Warnings">What goes round the monitor.</param>
/// <param name="Credentials">Where keys are meant for.</param>
/// <param name="Channels">Where the agent speaks with its people.</param>
internal sealed record OpenclawConfig(
    IReadOnlyList<string> Warnings, IReadOnlyList<ExpectedCredential> Credentials, IReadOnlyList<OwnChannel> Channels)
{
    public static OpenclawConfig Read(PlatformFacts facts)
    {
        if (facts.PlatformConfig is not { } content)
        {
            return new OpenclawConfig(
                facts.PlatformConfigFault is { } fault ? [$"{facts.PlatformConfigPath} {fault}: what it sends round the monitor is not known"] : [], [], []);
        }

        try
        {
            using var document = JsonDocument.Parse(
                Json5Text.ToJson(Encoding.UTF8.GetString(content.Span)), new JsonDocumentOptions { AllowTrailingCommas = true });
            var root = document.RootElement;
            var variables = new ConfigVariables(facts, ownWins: false);
            return new OpenclawConfig(
                [.. new OpenclawTraffic(root, facts.ProxyUrl).Warnings()],
                [.. ConfiguredHosts.Each(ConfigWalk.Endpoints(root, variables, path => path.StartsWith("models.providers.", StringComparison.Ordinal)))],
                [.. new OpenclawChannels(root, variables).Own()]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new OpenclawConfig([$"{facts.PlatformConfigPath} is not valid JSON5: what it sends round the monitor is not known"], [], []);
        }
    }
}
