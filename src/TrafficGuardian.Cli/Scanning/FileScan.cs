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

    public List<Detected> Detected { get; } = [];

    public IEnumerable<Finding> Findings => Detected.Select(detected => detected.Finding);

    /// <summary>All findings, those that were not kept included.</summary>
    public long Total { get; private set; }

    public Severity? Worst { get; private set; }

    public void Add(Detected detected)
    {
        Total++;
        var severity = detected.Finding.Severity;
        Worst = Worst is null || severity > Worst ? severity : Worst;
        if (Detected.Count < Most)
        {
            Detected.Add(detected);
        }
    }
}
