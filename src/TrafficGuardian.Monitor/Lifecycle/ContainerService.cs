using Microsoft.Extensions.Logging;
using TrafficGuardian.Monitor.Containers;
using TrafficGuardian.Monitor.Disclosure;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Decides whether a monitor serves containers.</summary>
internal static class ContainerService
{
    /// <summary>
    /// Starts it for the monitor that NanoClaw's <c>start</c> makes; a <c>run</c> is for one command, and two must not answer the same
    /// requests.
    /// </summary>
    /// <returns>The loop; null where nobody is served.</returns>
    public static ContainerLoop? Start(
        MonitorSetup setup, StateHome home, InstanceFolder instance, DisclosureDesk desk, FindingHistory history, TimeProvider time, ILogger logger)
    {
        if (setup.Context.Kind != PlatformKind.Nanoclaw || instance.Folder != home.Root || OperatingSystem.IsWindows())
        {
            return null;
        }

        var ipc = setup.Config.Ipc;
        return new ContainerLoop(
            ipc.Root is null ? null : new IpcService(ipc, desk, time),
            new SnapshotWriter(home, ipc, desk, history, () => Stamp(setup.Context.ConfigPath), time),
            time,
            logger);
    }

    /// <summary>Changes when the file has been written.</summary>
    public static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "";
    }
}
