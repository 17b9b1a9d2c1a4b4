namespace TrafficGuardian.Detection.Findings;

/// <summary>Who set a request going, as far as its metadata says so.</summary>
public enum ExecutionOrigin
{
    DirectOperator,
    Scheduler,
    BackgroundRunner,
    Unknown,
}
