namespace TrafficGuardian.Monitor.State;

/// <summary>State that can't be used as it lies there. The message names the place, the cause and the remedy, never content.</summary>
public sealed class StateException : Exception
{
    public StateException(string message)
        : base(message)
    {
    }

    public StateException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StateException()
    {
    }
}
