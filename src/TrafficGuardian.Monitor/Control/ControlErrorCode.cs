namespace TrafficGuardian.Monitor.Control;

/// <summary>The codes that the control socket answers errors with.</summary>
public static class ControlErrorCode
{
    /// <summary>No JSON object, no id that can be echoed, or parameters that are wrong.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";

    public const string UnknownMethod = "UNKNOWN_METHOD";

    /// <summary>A request of more than 64 KiB; the connection is closed.</summary>
    public const string TooLarge = "TOO_LARGE";

    /// <summary>A request that did not come, or was not answered, within 5 seconds; the connection is closed.</summary>
    public const string Timeout = "TIMEOUT";

    /// <summary>16 connections are open; this one is closed.</summary>
    public const string Busy = "BUSY";

    /// <summary>The monitor has nothing to answer this with.</summary>
    public const string Unavailable = "UNAVAILABLE";

    /// <summary>A fault of the monitor's own.</summary>
    public const string Internal = "INTERNAL";
}
