namespace TrafficGuardian.Monitor.Services;

/// <summary>A service manager has handed over what can't be used: cause and remedy.</summary>
public sealed class ServiceException : Exception
{
    public ServiceException(string message)
        : base(message)
    {
    }

    public ServiceException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ServiceException()
    {
    }
}
