using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>What a file held.</summary>
internal sealed class FileScan(string name)
{
    /// <summary>Findings that are kept to be shown; the rest are counted.</summary>
    private const int Most = 10_000;

    public string Name { get; } = name;

    /// <summary>Messages read; a plain file is one.</summary>
    public int Messages { get; set; }

    public List<Finding> Findings { get; } = [];

    /// <summary>All findings, those that were not kept included.</summary>
    public long Total { get; private set; }

    public Severity? Worst { get; private set; }

    public void Add(Finding finding)
    {
        Total++;
        Worst = Worst is null || finding.Severity > Worst ? finding.Severity : Worst;
        if (Findings.Count < Most)
        {
            Findings.Add(finding);
        }
    }
}
