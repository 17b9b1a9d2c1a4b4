using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>Takes findings, redacted, one at a time from the threads that inspect.</summary>
internal interface IFindingSink
{
    void Write(Finding finding);
}
