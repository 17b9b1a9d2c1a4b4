using System.Collections.Concurrent;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Inspection;

namespace TrafficGuardian.Monitor.Tests.Inspection;

internal sealed class CollectingSink : IFindingSink
{
    public ConcurrentQueue<Finding> Findings { get; } = new();

    public string[] Patterns => [.. Findings.Select(finding => finding.Pattern).Order(StringComparer.Ordinal)];

    public void Write(Finding finding) => Findings.Enqueue(finding);
}
