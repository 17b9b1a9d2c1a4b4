using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Monitor.Services;

/// <summary>
/// Tells a service manager how it stands (sd_notify(3)): one datagram a message to the socket that the environment names, abstract
/// ones included. Says nothing where none is named, and never fails: whoever does not listen does not hear.
/// </summary>
public sealed class ServiceNotice : IDisposable
{
    // Whatever is on the other end, it holds nobody up for longer.
    private const int MostMilliseconds = 1_000;

    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _watchdog;
    private ITimer? _beat;

    private ServiceNotice(string? path, TimeSpan? watchdog, TimeProvider time) => (_path, _watchdog, _time) = (path, watchdog, time);

    /// <summary>Nobody is told.</summary>
    public static ServiceNotice None { get; } = new(path: null, watchdog: null, TimeProvider.System);

    /// <summary>Whoever the environment names is told.</summary>
    public static ServiceNotice From(IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        var path = environment.GetValueOrDefault("NOTIFY_SOCKET") is ['/' or '@', _, ..] and { } text ? text : null;
        return path is null ? None : new ServiceNotice(path[0] == '@' ? "\0" + path[1..] : path, Watchdog(environment), time);
    }

    /// <summary>Requests are taken. From here on the watchdog is fed, where there is one.</summary>
    /// <param name="status">A few words for the manager's own status.</param>
    public void Ready(string status)
    {
        Send($"READY=1\nMAINPID={Environment.ProcessId}\nSTATUS={status}");
        if (_watchdog is { } period)
        {
            _beat ??= _time.CreateTimer(_ => Send("WATCHDOG=1"), state: null, period / 2, period / 2);
        }
    }

    /// <summary>The configuration is read again; <see cref="Ready"/> follows.</summary>
    public void Reloading() =>
        Send($"RELOADING=1\nMONOTONIC_USEC={(long)_time.GetElapsedTime(0).TotalMicroseconds}");

    /// <summary>No more requests are taken; those in flight are finished.</summary>
    public void Stopping() => Send("STOPPING=1");

    public void Dispose() => _beat?.Dispose();

    private static TimeSpan? Watchdog(IReadOnlyDictionary<string, string> environment)
    {
        var isOurs = !environment.TryGetValue("WATCHDOG_PID", out var pid) || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return isOurs && environment.TryGetValue("WATCHDOG_USEC", out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds is >= 100_000 and <= 86_400_000_000
                ? TimeSpan.FromMicroseconds(microseconds) : null;
    }

    private void Send(string message)
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = MostMilliseconds };
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(_path));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // A manager that has gone, or a path that no socket can have.
        }
    }
}
