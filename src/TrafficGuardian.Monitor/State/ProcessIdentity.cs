using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TrafficGuardian.Monitor.State;

/// <summary>One process, told apart from any later one with the same number.</summary>
/// <param name="Pid">The process number.</param>
/// <param name="Started">When it started, as the system counts it (Linux: field 22 of <c>/proc/PID/stat</c>).</param>
/// <param name="Boot">The boot it belongs to (Linux: <c>boot_id</c>); empty where the start time alone is enough.</param>
public sealed record ProcessIdentity(int Pid, string Started, string Boot)
{
    /// <summary>The boot of this machine that is under way. Stands before <see cref="Current"/>, which needs it.</summary>
    internal static string CurrentBoot { get; } = ReadBoot();

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId)
        ?? throw new StateException("/proc: does not show this process; mount it, for state is told apart by it");

    /// <summary>The process that has this number now; null where none has. One that has ended and only waits for its parent counts as none.</summary>
    public static ProcessIdentity? Of(int pid) =>
        pid <= 0 ? null
        : OperatingSystem.IsLinux() ? FromProc(pid)
        : FromRuntime(pid);

    /// <summary>Reads the start time from the text of <c>/proc/PID/stat</c> (proc_pid_stat(5)); null where the process has ended or the text is not one.</summary>
    internal static string? StartOf(string stat)
    {
        // The second field is the command in brackets, which may hold anything, brackets and spaces included.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const int State = 3 - 3;
        const int StartTime = 22 - 3;
        return fields.Length > StartTime && fields[State] is not ("Z" or "X" or "x")
            && ulong.TryParse(fields[StartTime], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? fields[StartTime] : null;
    }

    private static ProcessIdentity? FromProc(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat", Encoding.Latin1);
            return StartOf(stat) is { } started ? new ProcessIdentity(pid, started, CurrentBoot) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No such entry: no such process.
            return null;
        }
    }

    private static ProcessIdentity? FromRuntime(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return new ProcessIdentity(
                pid, process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture), CurrentBoot);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // No such process, or one of another user, which is not ours.
            return null;
        }
    }

    private static string ReadBoot()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some sandboxes hide it; the start time then has to be enough.
            return "";
        }
    }
}
