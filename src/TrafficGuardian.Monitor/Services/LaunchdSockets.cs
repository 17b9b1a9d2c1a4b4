using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TrafficGuardian.Monitor.Services;

/// <summary>Sockets by launchd's protocol (launch_activate_socket(3)): each name of the property list stands for some descriptors.</summary>
[SupportedOSPlatform("macos")]
internal static partial class LaunchdSockets
{
    /// <summary>The sockets of the names that the property list has; none outside of launchd.</summary>
    public static IReadOnlyList<HandedSocket> Take(IEnumerable<string> names) => [.. names.SelectMany(Take)];

    private static unsafe List<HandedSocket> Take(string name)
    {
        var sockets = new List<HandedSocket>();
        int* descriptors = null;
        nuint count = 0;
        try
        {
            // What it answers where there is no such name, or no launchd, is an error that means: none.
            if (Activate(name, &descriptors, &count) != 0)
            {
                return sockets;
            }

            for (nuint index = 0; index < count; index++)
            {
                sockets.Add(ListeningSocket.Of(descriptors[index], name));
            }

            return sockets;
        }
        finally
        {
            NativeMemory.Free(descriptors);
        }
    }

    [LibraryImport("libSystem.dylib", EntryPoint = "launch_activate_socket", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Activate(string name, int** descriptors, nuint* count);
}
