using System.Globalization;

namespace TrafficGuardian.Monitor.Services;

/// <summary>Sockets by systemd's protocol (sd_listen_fds(3)): descriptors from 3 on, counted and named by the environment.</summary>
internal static class SystemdSockets
{
    private const int First = 3;

    /// <summary>More than any unit that fits this program has.</summary>
    private const int Most = 64;

    /// <summary>The sockets; none where the environment's are another process's, or there are none.</summary>
    public static IReadOnlyList<HandedSocket> Take(IReadOnlyDictionary<string, string> environment)
    {
        if (!IsOurs(environment) || Number(environment, "LISTEN_FDS") is not (> 0 and <= Most and var count))
        {
            return [];
        }

        var names = environment.TryGetValue("LISTEN_FDNAMES", out var text) ? text.Split(':') : [];
        var sockets = new List<HandedSocket>();
        for (var index = 0; index < count; index++)
        {
            sockets.Add(ListeningSocket.Of(First + index, names.Length == count ? names[index] : ""));
        }

        return sockets;
    }

    private static bool IsOurs(IReadOnlyDictionary<string, string> environment) =>
        Number(environment, "LISTEN_PID") == Environment.ProcessId;

    private static int? Number(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
