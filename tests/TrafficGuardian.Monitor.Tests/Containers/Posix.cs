using System.Diagnostics;

namespace TrafficGuardian.Monitor.Tests.Containers;

/// <summary>What the class library does not make.</summary>
internal static class Posix
{
    public static void Pipe(string path) => Assert.True(Shell("mkfifo \"$1\"", path));

    public static void HardLink(string existing, string path) => Assert.True(Shell("ln \"$1\" \"$2\"", existing, path));

    /// <summary>Renames a folder or a link, if it can be done.</summary>
    public static void Rename(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
        }
        catch (IOException)
        {
            // Somebody was faster.
        }
    }

    /// <summary>Runs a shell command.</summary>
    /// <returns>Whether it ended well.</returns>
    public static bool Shell(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command, "sh", .. arguments]) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
