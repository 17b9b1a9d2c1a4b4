namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>The codes that a container is answered errors with.</summary>
public static class DisclosureErrorCode
{
    /// <summary>No request that can be understood, or a parameter that is unknown, ill-typed or out of range.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";

    public const string UnknownType = "UNKNOWN_TYPE";

    public const string TooLarge = "TOO_LARGE";

    /// <summary>The request was too old when it was read, or its answer took too long.</summary>
    public const string Timeout = "TIMEOUT";

    public const string NotRunning = "NOT_RUNNING";

    public const string RateLimited = "RATE_LIMITED";

    /// <summary>A fault of the monitor's own.</summary>
    public const string Internal = "INTERNAL";
}
