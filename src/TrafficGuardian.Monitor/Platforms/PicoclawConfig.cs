using System.Text.Json;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>What Picoclaw's <c>config.json</c> tells. Names are shown, values never.</summary>
/// <param name="Warnings">What goes round the monitor.</param>
/// <param name="Credentials">Where models' keys are meant for.</param>
internal sealed record PicoclawConfig(IReadOnlyList<string> Warnings, IReadOnlyList<ExpectedCredential> Credentials)
{
    public static PicoclawConfig Read(PlatformFacts facts)
    {
        if (facts.PlatformConfig is not { } content)
        {
            return new PicoclawConfig(
                facts.PlatformConfigFault is { } fault ? [$"{facts.PlatformConfigPath} {fault}: what it sends round the monitor is not known"] : [], []);
        }

        try
        {
            using var document = JsonDocument.Parse(
                content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content,
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var root = document.RootElement;
            return new PicoclawConfig(
                [.. new PicoclawTraffic(root, facts.ProxyUrl).Warnings()],
                [.. ConfiguredHosts.AnyAt(PicoclawTraffic.Models(root).Select(model => ApiBase(model.Entry)))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new PicoclawConfig([$"{facts.PlatformConfigPath} is not valid JSON: what it sends round the monitor is not known"], []);
        }
    }

    // A model's API base is where its operator sends its key.
    private static string? ApiBase(JsonElement entry) => JsonLook.Text(entry, "api_base") ?? JsonLook.Text(entry, "base_url");
}
