using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Signals to other processes.</summary>
internal static partial class ProcessSignal
{
    private const int TerminateSignal = 15;

    /// <summary>Asks a process to end. That it may be gone by now is no error.</summary>
    public static void Terminate(int pid) => _ = Kill(pid, TerminateSignal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
