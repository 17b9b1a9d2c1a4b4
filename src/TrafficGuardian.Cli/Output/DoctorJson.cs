using System.Text.Json;
using TrafficGuardian.Monitor.Doctor;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Output;

/// <summary>The doctor's report for programs; <c>docs/doctor.md</c> tells its fields.</summary>
internal static class DoctorJson
{
    private const string Schema = "traffic-guardian-doctor/v1";

    public static string PlatformOf(DoctorFacts facts) => facts.Platform.Name();

    public static void Write(TextWriter writer, DoctorReport report) => JsonDocumentOut.Write(writer, json =>
    {
        json.WriteStartObject();
        json.WriteString("schema_version", Schema);
        json.WriteString("platform", PlatformOf(report.Facts));
        json.WriteString("state", report.State.Name());
        WriteFacts(json, report.Facts);
        json.WriteStartObject("summary");
        json.WriteNumber("going_round", report.Count(PathState.GoingRound));
        json.WriteNumber("seen_without_content", report.Count(PathState.SeenWithoutContent));
        json.WriteNumber("seen", report.Paths.Count(path => path is { Path: not null, State: PathState.Seen }));
        json.WriteEndObject();
        json.WriteStartArray("paths");
        foreach (var path in report.Paths)
        {
            WritePath(json, path);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteFacts(Utf8JsonWriter json, DoctorFacts facts)
    {
        json.WriteStartObject("monitor");
        json.WriteString("state", facts.Monitor.Status.State);
        json.WriteString("listen", facts.Monitor.Listen.ToString());
        json.WriteBoolean("https_inspection", facts.Monitor.OpensHttps);
        json.WriteBoolean("is_run", facts.Monitor.IsRun);
        json.WriteEndObject();
        json.WriteString("platform_config", facts.ConfigPath);
        json.WriteStartObject("environment");
        json.WriteString("source", facts.Agent.Source switch { EnvironmentSource.Process => "process", EnvironmentSource.Shell => "shell", _ => "planned" });
        if (facts.Agent.Pid is { } pid)
        {
            json.WriteNumber("pid", pid);
        }
        else
        {
            json.WriteNull("pid");
        }

        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, PathReport path)
    {
        json.WriteStartObject();
        json.WriteString("path", path.Name);
        json.WriteString("kind", path.Path?.Kind ?? "machine");
        json.WriteString("state", path.State.Name());
        json.WriteStrings("hosts", path.Path?.Destinations.Select(destination => destination.Shown).Distinct(StringComparer.Ordinal) ?? []);
        if (path.Observed is { } observed)
        {
            json.WriteBoolean("observed", observed);
        }
        else
        {
            json.WriteNull("observed");
        }

        json.WriteStartArray("findings");
        foreach (var finding in path.Findings)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code);
            json.WriteString("state", finding.State.Name());
            json.WriteString("cause", finding.Cause);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
