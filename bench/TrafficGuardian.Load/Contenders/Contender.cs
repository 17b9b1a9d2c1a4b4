using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Load.Contenders;

/// <summary>What stands between the client and the origin in one column of the comparison.</summary>
internal abstract class Contender : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private Process? _process;

    protected Contender() => Endpoint = FreePort();

    public virtual string Name { get; init; } = "";

    public virtual RequestForm Form => RequestForm.Absolute;

    /// <summary>Where the client connects to.</summary>
    public IPEndPoint Endpoint { get; protected init; }

    /// <summary>Resident memory of the process and its children in bytes, 0 without a process.</summary>
    public long ResidentBytes => _process is null ? 0 : ProcessUse.Resident(_process.Id);

    /// <summary>Processor time of the process and its children so far, zero without a process.</summary>
    public TimeSpan ProcessorTime => _process is null ? TimeSpan.Zero : ProcessUse.Processor(_process.Id);

    /// <summary>The CA that its certificates come from, once it has started; null where it speaks no TLS.</summary>
    public virtual X509Certificate2? Authority => null;

    /// <summary>Files of this contender, removed at the end.</summary>
    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("load-");

    /// <summary>A line about what it saw, or null.</summary>
    public virtual string? Note() => null;

    /// <summary>Starts it.</summary>
    /// <returns>The time from the start of the process to the first connection that is taken.</returns>
    public TimeSpan Start()
    {
        if (Command() is not { } command)
        {
            return TimeSpan.Zero;
        }

        long start = Stopwatch.GetTimestamp();
        _process = Process.Start(command)!;
        if (command.RedirectStandardOutput)
        {
            _process.BeginOutputReadLine();
        }

        if (command.RedirectStandardError)
        {
            _process.BeginErrorReadLine();
        }

        while (!Accepts())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > StartLimit)
            {
                throw new InvalidOperationException($"{Name} does not listen on {Endpoint}");
            }

            Thread.Sleep(1);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    public virtual void Stop()
    {
        if (_process is null)
        {
            return;
        }

        using (var signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            signal.WaitForExit();
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(15)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Stop();
        Folder.Delete(recursive: true);
    }

    /// <summary>The process to start, or null where there is none.</summary>
    protected abstract ProcessStartInfo? Command();

    /// <summary>Where an executable lies in the search path or the system's folders, or null.</summary>
    protected static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin"
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    protected string Write(string name, string text)
    {
        string path = Path.Combine(Folder.FullName, name);
        using var writer = new StreamWriter(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        writer.Write(text);
        return path;
    }

    private bool Accepts()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(Endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
