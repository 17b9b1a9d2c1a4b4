using System.Text;
using TrafficGuardian.Monitor.Doctor;

namespace TrafficGuardian.Cli.Output;

/// <summary>The doctor's report for people: a table of paths, below each what was found and what to do. Fits 80 columns.</summary>
internal static class DoctorText
{
    private const int Width = 80;
    private const int Indent = 22;

    public static void Write(TextWriter writer, DoctorReport report, bool colors)
    {
        WriteHead(writer, report);
        writer.WriteLine();
        var heading = $"{"STATE",-Indent}PATH";
        writer.WriteLine(colors ? Style.Bold(heading) : heading);
        // Rows of which the same is to be told share what is told.
        foreach (var rows in report.Paths.GroupBy(path => (path.State, Told: string.Join('\n', path.Findings.Select(finding => finding.Cause + "\n" + finding.Remedy)))))
        {
            foreach (var row in rows)
            {
                WriteRow(writer, row, colors);
            }

            foreach (var finding in rows.First().Findings)
            {
                Wrap(writer, new string(' ', Indent) + "  why: ", finding.Cause);
                Wrap(writer, new string(' ', Indent) + "  do:  ", finding.Remedy);
            }
        }

        writer.WriteLine();
        writer.WriteLine($"{report.Count(PathState.GoingRound)} going round, {report.Count(PathState.SeenWithoutContent)} seen without content, {report.Paths.Count(path => path is { Path: not null, State: PathState.Seen })} seen.");
    }

    private static void WriteHead(TextWriter writer, DoctorReport report)
    {
        var (facts, status) = (report.Facts, report.Facts.Monitor.Status);
        var table = new TextTable("platform", DoctorJson.PlatformOf(facts));
        table.Add("monitor", facts.Monitor.IsRunning ? $"{(facts.Monitor.IsRun ? "running (run)" : "running")} on {status.Listen}" : $"{status.State}; listens on {facts.Monitor.Listen}");
        table.Add("https", facts.Monitor.OpensHttps ? "opened" : "not opened");
        if (facts.ConfigPath is { } path)
        {
            table.Add("reads", path);
        }

        table.Add("environment", facts.Agent.Source switch
        {
            EnvironmentSource.Process => $"of process {facts.Agent.Pid}",
            EnvironmentSource.Shell => "of this shell",
            _ => "of this shell, with what 'env' prints",
        });
        table.WriteTo(writer);
    }

    private static void WriteRow(TextWriter writer, PathReport row, bool colors)
    {
        var state = (row.Path is null && row.State == PathState.Seen ? "to know" : row.State.Words()).PadRight(Indent);
        Wrap(writer, state, row.Name + Hosts(row), colors ? Style.OfSeverity(state, SeverityOf(row.State)) : state);
    }

    private static string Hosts(PathReport path) => path.Path?.Destinations.Select(destination => destination.Shown).Distinct(StringComparer.Ordinal).Take(2).ToList() is { Count: > 0 } hosts
        ? $" ({string.Join(", ", hosts)}{(path.Observed == true ? "; observed" : "")})" : "";

    private static string SeverityOf(PathState state) => state switch
    {
        PathState.GoingRound => "high",
        PathState.SeenWithoutContent => "medium",
        _ => "",
    };

    // Between words; a word that is longer than the line, such as a path, runs over.
    private static void Wrap(TextWriter writer, string label, string text, string? drawnLabel = null)
    {
        var line = new StringBuilder();
        var room = Width - label.Length;
        var drawn = drawnLabel ?? label;
        foreach (var word in Printable.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                writer.WriteLine($"{drawn}{line}");
                line.Clear();
                drawn = new string(' ', label.Length);
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        writer.WriteLine($"{drawn}{line}");
    }
}
