using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Tests.Reach;

/// <summary>
/// A network namespace with addresses that are not loopback: the side of a container. Sockets that are made in it stay in it, and
/// serve this process like any other. Needs root; a test without it is skipped.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;

    private readonly string _name = $"tg-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";
    private readonly bool _isMade;

    public NetworkNamespace()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "a network namespace can be made by root on Linux only.");
        Assert.SkipUnless(Ip("netns", "add", _name), "no network namespace can be made here.");
        _isMade = true;
        Assert.True(Ip("-n", _name, "link", "set", "lo", "up"));
        foreach (var address in new[] { Host, Container, Stranger })
        {
            Assert.True(Ip("-n", _name, "address", "add", $"{address}/32", "dev", "lo"));
        }
    }

    /// <summary>Where the monitor listens.</summary>
    public static IPAddress Host { get; } = IPAddress.Parse("172.31.99.1");

    /// <summary>A client that is allowed.</summary>
    public static IPAddress Container { get; } = IPAddress.Parse("172.31.99.2");

    /// <summary>A client that is not.</summary>
    public static IPAddress Stranger { get; } = IPAddress.Parse("172.31.88.3");

    /// <summary>A listening socket in it.</summary>
    public Socket Listen() => Within(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(Host, 0));
        socket.Listen(64);
        return socket;
    });

    /// <summary>A connection within it.</summary>
    public Socket Connect(IPEndPoint to, IPAddress from) => Within(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        socket.Connect(to);
        return socket;
    });

    public void Dispose()
    {
        if (_isMade)
        {
            Ip("netns", "delete", _name);
        }
    }

    // A thread that has entered is thrown away, so that nothing else runs in it.
    private Socket Within(Func<Socket> make)
    {
        Socket? made = null;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{_name}");
                Assert.Equal(0, setns((int)handle.DangerousGetHandle(), NewNetwork));
                made = make();
            }
            catch (Exception e)
            {
                fault = e;
            }
        });
        thread.Start();
        thread.Join();
        return made ?? throw new InvalidOperationException("no socket could be made in the namespace", fault);
    }

    private static bool Ip(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setns(int descriptor, int type);
}
