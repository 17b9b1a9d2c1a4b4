namespace TrafficGuardian.Monitor.Inspection;

/// <summary>Something that a worker does when its turn comes.</summary>
internal interface IInspectionJob
{
    void Run();
}
