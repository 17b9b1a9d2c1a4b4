using System.Runtime.InteropServices;
using System.Text;

namespace TrafficGuardian.Cli.Processes;

/// <summary>
/// Starts programs with <c>posix_spawn</c>: unlike <see cref="System.Diagnostics.Process"/> it can make a session,
/// and tells why a program could not be executed.
/// </summary>
internal static unsafe class Spawner
{
    /// <param name="path">The program's path; nothing is looked up.</param>
    /// <param name="arguments">Its arguments, the name it is called by first.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="streams">Where its standard streams lead.</param>
    public static Spawned Start(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, SpawnStreams streams)
    {
        using var names = new NativeStrings(arguments);
        using var variables = new NativeStrings([.. environment.Select(v => $"{v.Key}={v.Value}")]);
        var attributes = stackalloc byte[Libc.OpaqueBytes];
        var actions = stackalloc byte[Libc.OpaqueBytes];
        _ = Libc.SpawnAttributesInit(attributes);
        _ = Libc.SpawnFileActionsInit(actions);
        try
        {
            SetAttributes(attributes, streams);
            if (streams.IsDetached)
            {
                Redirect(actions, streams.Output);
            }

            fixed (byte* utf8 = Utf8(path))
            {
                var error = Libc.Spawn(out var pid, utf8, actions, attributes, names.Pointers, variables.Pointers);
                return new Spawned(pid, error);
            }
        }
        finally
        {
            _ = Libc.SpawnFileActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
        }
    }

    private static void SetAttributes(byte* attributes, SpawnStreams streams)
    {
        // The runtime ignores SIGPIPE in this process, and what is ignored would be inherited:
        // 'yes | head' inside the program would never end.
        var defaults = stackalloc byte[Libc.OpaqueBytes];
        _ = Libc.SignalSetEmpty(defaults);
        _ = Libc.SignalSetAdd(defaults, Signal.Pipe);
        _ = Libc.SpawnAttributesSetSignalDefaults(attributes, defaults);
        var flags = Libc.SpawnSetSignalDefaults;
        if (streams.IsDetached)
        {
            flags |= Libc.SpawnNewSession;
        }

        _ = Libc.SpawnAttributesSetFlags(attributes, flags);
    }

    private static void Redirect(byte* actions, int output)
    {
        fixed (byte* path = "/dev/null\0"u8)
        {
            _ = Libc.SpawnFileActionsAddOpen(actions, 0, path, Libc.ReadOnly, 0);
        }

        _ = Libc.SpawnFileActionsAddDuplicate(actions, output, 1);
        _ = Libc.SpawnFileActionsAddDuplicate(actions, output, 2);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>A null-terminated array of C strings.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly ref struct NativeStrings
    {
        private readonly int _count;

        public NativeStrings(IReadOnlyList<string> strings)
        {
            _count = strings.Count;
            Pointers = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
            {
                Pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
            }
        }

        public byte** Pointers { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
            {
                Marshal.FreeCoTaskMem((nint)Pointers[i]);
            }

            NativeMemory.Free(Pointers);
        }
    }
}
