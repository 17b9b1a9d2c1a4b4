using System.Runtime.InteropServices;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>File descriptors, as a process inherits them.</summary>
internal static class Descriptors
{
    public static nint Duplicate(nint descriptor) => dup((int)descriptor);

    [DllImport("libc")]
    private static extern int dup(int descriptor);
}
