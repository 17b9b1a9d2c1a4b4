using System.Globalization;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>How many clients' connections this process has descriptors for.</summary>
internal static class ConnectionRoom
{
    /// <summary>More than any agent opens; as many intercepted ones that rest take about half a gigabyte.</summary>
    public const int Most = 4096;

    private const int Least = 16;

    /// <summary>A client's, and its upstream's.</summary>
    private const int EachTakes = 2;

    /// <summary>
    /// For files, the control socket, connections that are being opened, and the runtime: it opens the executable for each assembly that
    /// it loads, some of them late, and ends the process where it can't.
    /// </summary>
    private const int Reserve = 192;

    private const string Limits = "/proc/self/limits";
    private const string OpenFiles = "Max open files";

    /// <summary>For this process, whose limit the runtime has raised as far as it may. Without <c>/proc</c>, <see cref="Most"/>.</summary>
    public static int OfThisProcess()
    {
        try
        {
            return For(File.ReadAllText(Limits));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Most;
        }
    }

    /// <param name="limits">What <c>/proc/self/limits</c> says: a line a limit, its name, what is in force, what may be (proc(5)).</param>
    public static int For(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(static line => line.StartsWith(OpenFiles, StringComparison.Ordinal));
        var words = line?[OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var inForce, ..] && long.TryParse(inForce, NumberStyles.None, CultureInfo.InvariantCulture, out var files)
            ? (int)Math.Clamp((files - Reserve) / EachTakes, Least, Most)
            : Most;
    }
}
