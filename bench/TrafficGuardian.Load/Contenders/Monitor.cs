using System.Diagnostics;
using System.Text.Json;

namespace TrafficGuardian.Load.Contenders;

/// <summary>The published monitor with a home of its own, everything inspected.</summary>
internal class Monitor(string executable) : Contender
{
    public override string Name { get; init; } = "traffic-guardian";

    /// <summary>What the monitor says that it carried and read, so that the table shows what was measured.</summary>
    public override string? Note()
    {
        using var status = Process.Start(Verb("status", "--json"))!;
        using JsonDocument document = JsonDocument.Parse(status.StandardOutput.ReadToEnd());
        JsonElement root = document.RootElement;
        return $"traffic {root.GetProperty("traffic").GetRawText()}, inspection {root.GetProperty("inspection").GetRawText()}";
    }

    protected override ProcessStartInfo? Command()
    {
        Write("config.json", Configuration());
        return Verb("start");
    }

    protected virtual string Configuration() => $$"""{ "listen": "{{Endpoint}}" }""";

    protected ProcessStartInfo Verb(params string[] arguments) =>
        new(executable, [.. arguments, "--platform", "picoclaw", "--home", Folder.FullName])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
}
