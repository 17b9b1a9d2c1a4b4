using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Containers;

/// <summary>What went wrong in a group's folder, as <c>ipc.faults</c> of the status counts it: a kind, never a path.</summary>
internal static class IpcFault
{
    /// <summary>A link or a file stands where a folder should.</summary>
    public const string NotAFolder = "not_a_folder";

    /// <summary>A folder stands where a result should.</summary>
    public const string Taken = "taken";

    /// <summary>Another monitor answers in the folder of all groups.</summary>
    public const string AnotherMonitor = "another_monitor";

    public static string Of(int errno) =>
        errno is NativeFile.NotDirectory || errno == NativeFile.Loop ? NotAFolder
        : errno is NativeFolder.IsFolder or NativeFolder.Exists || errno == NativeFolder.NotEmpty ? Taken
        : LogFault.Of(errno);
}
