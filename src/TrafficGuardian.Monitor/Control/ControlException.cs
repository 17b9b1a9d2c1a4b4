namespace TrafficGuardian.Monitor.Control;

/// <summary>A control request that was answered with an error, or could not be made.</summary>
public sealed class ControlException : Exception
{
    public ControlException(string code, string message)
        : base(message) => Code = code;

    public ControlException()
    {
    }

    public ControlException(string message)
        : base(message)
    {
    }

    public ControlException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>One of <see cref="ControlErrorCode"/>; <see cref="Unreachable"/> where nobody answered.</summary>
    public string Code { get; } = Unreachable;

    /// <summary>Nobody listens on the socket, or the connection broke.</summary>
    public const string Unreachable = "UNREACHABLE";
}
