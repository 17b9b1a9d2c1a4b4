using TrafficGuardian.Cli.Output;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Commands;

/// <summary>Writes findings as they were asked for.</summary>
internal sealed class ThreatsOutput(CliContext context, bool json, bool follows)
{
    // As wide as the longest name of the catalogue; a longer one of a user's own moves the rest, and stays whole.
    private static readonly int PatternWidth = PatternCatalogue.All.Max(pattern => pattern.Name.Length);

    public bool Follows => follows;

    public TimeProvider Time => context.Time;

    /// <summary>One finding at once: the widths of those to come are not known.</summary>
    public void WriteOne(Finding finding)
    {
        if (json)
        {
            context.Out.WriteLine(FindingOut.Line(finding));
        }
        else if (FindingOut.Row(finding) is [var time, var severity, var pattern, var direction, var dest, var snippet])
        {
            var cells = (string[])[time, severity.PadRight(8), pattern.PadRight(PatternWidth), direction.PadRight(8), dest, snippet];
            context.Out.WriteLine(Printable.Of(string.Join("  ", cells)));
        }

        context.Out.Flush();
    }

    public void WriteAll(IEnumerable<Finding> findings)
    {
        if (!json)
        {
            var all = findings.ToList();
            if (all.Count > 0)
            {
                FindingOut.WriteTable(context.Out, all, context);
                return;
            }

            context.Error.WriteLine("No findings.");
        }
        else
        {
            foreach (var finding in findings)
            {
                context.Out.WriteLine(FindingOut.Line(finding));
            }
        }
    }
}
