using System.Runtime.InteropServices;

namespace TrafficGuardian.Cli.Processes;

/// <summary>System calls that the base class library does not offer. Opaque structures are passed as buffers with room to spare.</summary>
internal static partial class Libc
{
    /// <summary>Larger than any of <c>posix_spawnattr_t</c>, <c>posix_spawn_file_actions_t</c>, <c>sigset_t</c> and <c>termios</c>, on Linux and macOS.</summary>
    public const int OpaqueBytes = 1024;

    /// <summary>Whether a process may be dumped and looked into by its own user; 0 on the next argument says no. Linux only.</summary>
    public const int PrSetDumpable = 4;

    public const int WaitNoHang = 1;
    public const int WaitUntraced = 2;

    public const int NotPermitted = 1;
    public const int NoSuchFile = 2;
    public const int Interrupted = 4;
    public const int ExecFormat = 8;

    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Executable = 1;

    public const short SpawnSetSignalDefaults = 4;

    public static readonly int WaitContinued = OperatingSystem.IsMacOS() ? 0x10 : 8;
    public static readonly short SpawnNewSession = (short)(OperatingSystem.IsMacOS() ? 0x400 : 0x80);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int Prctl(int option, nint argument2, nint argument3, nint argument4, nint argument5);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static unsafe partial int Spawn(out int pid, byte* path, byte* fileActions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static unsafe partial int SpawnAttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static unsafe partial int SpawnAttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static unsafe partial int SpawnAttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static unsafe partial int SpawnAttributesSetSignalDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static unsafe partial int SpawnFileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static unsafe partial int SpawnFileActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    public static unsafe partial int SpawnFileActionsAddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static unsafe partial int SpawnFileActionsAddDuplicate(byte* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static unsafe partial int SignalSetEmpty(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    public static unsafe partial int SignalSetAdd(byte* signals, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Wait(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint SetSignal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int ProcessGroup();

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    public static partial int ForegroundProcessGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    public static unsafe partial int TerminalGet(int descriptor, byte* modes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    public static unsafe partial int TerminalSet(int descriptor, int when, byte* modes);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    /// <summary>Points standard output and standard error at <c>/dev/null</c>.</summary>
    public static void RedirectToNull()
    {
        var nothing = Open("/dev/null", ReadWrite);
        if (nothing >= 0)
        {
            _ = Duplicate(nothing, 1);
            _ = Duplicate(nothing, 2);
            _ = Close(nothing);
        }
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int target);
}
