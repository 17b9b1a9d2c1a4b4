using System.Buffers;
using System.Text;
using System.Text.Json;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Output;

/// <summary>Findings as people and programs read them.</summary>
internal static class FindingOut
{
    public static void WriteTable(TextWriter writer, IEnumerable<Finding> findings, CliContext context)
    {
        var table = new TextTable("TIME", "SEVERITY", "PATTERN", "DIRECTION", "DEST", "SNIPPET");
        foreach (var finding in findings)
        {
            table.Add(Row(finding));
        }

        table.WriteTo(writer, context.Colors);
    }

    public static string[] Row(Finding finding) =>
    [
        finding.Timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'"),
        FindingNames.Of(finding.Severity),
        finding.Pattern,
        FindingNames.Of(finding.Direction),
        finding.Dest,
        finding.Snippet,
    ];

    /// <summary>The finding as the log has it, without a line feed.</summary>
    public static string Line(Finding finding)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        FindingJson.Write(finding, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan).TrimEnd('\n');
    }

    public static void WriteArray(this Utf8JsonWriter json, string name, IEnumerable<Finding> findings)
    {
        json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            json.WriteRawValue(Line(finding));
        }

        json.WriteEndArray();
    }
}
