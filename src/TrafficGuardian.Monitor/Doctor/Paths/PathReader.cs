using System.Text;
using System.Text.Json;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>Reads a platform's configuration into paths. Looks at nothing but its argument.</summary>
internal static class PathReader
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The paths; where the configuration can't be read, a notice instead.</summary>
    public static PathSet Read(PathSource source)
    {
        if (source.Facts.Context.Kind == PlatformKind.Nanoclaw)
        {
            return NanoclawPaths.Read(source);
        }

        var facts = source.Facts;
        if (facts.PlatformConfig is not { } content)
        {
            return facts.PlatformConfigFault is { } fault ? Unreadable(facts, fault)
                : facts.Context.Kind == PlatformKind.Hermes ? HermesPaths.Read(source, default)
                : Notice(facts, "config_missing", "does not exist: what the agent speaks with is not known", "name it: see docs/doctor.md, or set the platform's home variable");
        }

        try
        {
            return Parse(source, content);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return Unreadable(facts, facts.Context.Kind switch
            {
                PlatformKind.Picoclaw => "is not valid JSON",
                PlatformKind.Openclaw => "is not valid JSON5",
                _ => "can't be read as YAML",
            });
        }
    }

    private static PathSet Parse(PathSource source, ReadOnlyMemory<byte> content)
    {
        var text = Encoding.UTF8.GetString(content.Span).TrimStart('\uFEFF');
        var json = source.Facts.Context.Kind switch
        {
            PlatformKind.Openclaw => Json5Text.ToJson(text),
            PlatformKind.Hermes => YamlText.ToJson(text) ?? throw new JsonException(),
            _ => text,
        };
        using var document = JsonDocument.Parse(json, Lenient);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException();
        }

        return source.Facts.Context.Kind switch
        {
            PlatformKind.Picoclaw => PicoclawPaths.Read(source, root),
            PlatformKind.Openclaw => OpenclawPaths.Read(source, root),
            _ => HermesPaths.Read(source, root),
        };
    }

    private static PathSet Unreadable(PlatformFacts facts, string fault) =>
        Notice(facts, "config_unreadable", $"{fault}: what it sends round the monitor is not known", "correct the file, then ask again");

    private static PathSet Notice(PlatformFacts facts, string code, string cause, string remedy) =>
        PathSet.Empty with { Notices = [PathFinding.Notice("configuration", code, $"{facts.PlatformConfigPath} {cause}", remedy)] };
}
