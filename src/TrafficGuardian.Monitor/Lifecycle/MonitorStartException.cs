namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>A monitor that can't be started: cause and remedy, never content.</summary>
public sealed class MonitorStartException : Exception
{
    public MonitorStartException(string message)
        : base(message)
    {
    }

    public MonitorStartException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public MonitorStartException()
    {
    }
}
