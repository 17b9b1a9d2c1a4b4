namespace TrafficGuardian.Monitor.Containers;

/// <summary>Why a request was refused, as <c>ipc.refused</c> of the status counts it.</summary>
internal static class RefusalReason
{
    /// <summary>A file name that holds no request id; it gets no answer.</summary>
    public const string Name = "name";

    /// <summary>A link, a folder, a pipe, a socket, a device.</summary>
    public const string NotAFile = "not_a_file";

    /// <summary>A file with a second name, which may be anywhere.</summary>
    public const string HardLink = "hard_link";

    public const string TooLarge = "too_large";

    /// <summary>It can't be opened or read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>No JSON object of plain values, or parameters that are wrong.</summary>
    public const string Invalid = "invalid";

    /// <summary>Its requestId is not its file's name.</summary>
    public const string ForeignId = "foreign_id";

    public const string UnknownType = "unknown_type";

    /// <summary>Its time is past or to come by too much.</summary>
    public const string Time = "time";

    /// <summary>Its id was answered before.</summary>
    public const string Replayed = "replayed";

    public const string RateLimited = "rate_limited";

    /// <summary>Beyond what even gets the answer that it is too much.</summary>
    public const string Flood = "flood";

    /// <summary>The monitor had no answer.</summary>
    public const string Internal = "internal";

    /// <summary>The monitor was stopping.</summary>
    public const string Stopping = "stopping";
}
