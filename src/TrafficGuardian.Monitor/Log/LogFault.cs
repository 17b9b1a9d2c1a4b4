using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Log;

/// <summary>Why a log could not be written, as <c>status</c> shows it: a kind, never a path.</summary>
internal static class LogFault
{
    public const string NoSpace = "no_space";
    public const string Denied = "denied";
    public const string Missing = "missing";
    public const string ReadOnly = "read_only";
    public const string TooLarge = "too_large";
    public const string UnsafeFile = "unsafe_file";
    public const string Io = "io";

    public static string Of(int errno) => errno switch
    {
        28 or 69 or 122 => NoSpace,
        1 or 13 => Denied,
        2 or 20 => Missing,
        30 => ReadOnly,
        27 => TooLarge,
        _ => Io,
    };

    /// <summary>The class library puts errno into the lower half of HResult on Unix.</summary>
    public static string Of(Exception exception) => exception switch
    {
        StateException { InnerException: { } inner } => Of(inner),
        StateException => UnsafeFile,
        UnauthorizedAccessException => Denied,
        FileNotFoundException or DirectoryNotFoundException => Missing,
        IOException => Of(exception.HResult & 0xFFFF),
        _ => Io,
    };
}
