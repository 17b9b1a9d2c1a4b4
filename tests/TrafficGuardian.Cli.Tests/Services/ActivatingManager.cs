using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Cli.Tests.Services;

/// <summary>
/// A service manager for one test: holds listening sockets in a process of its own, starts the executable with them by systemd's
/// protocol, and hears what it tells.
/// </summary>
internal sealed class ActivatingManager : IDisposable
{
    private const string Script = """
        import os, socket, sys
        address, count, names, kind, program = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]
        held = []
        for i in range(count):
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind != "datagram" else socket.SOCK_DGRAM)
            s.bind((address, 0))
            if kind == "listening":
                s.listen(64)
            held.append(s)
        print(" ".join(str(s.getsockname()[1]) for s in held), flush=True)
        for line in sys.stdin:
            command = line.strip()
            if command == "start":
                pid = os.fork()
                if pid == 0:
                    spare = [os.dup2(s.fileno(), 100 + i) for i, s in enumerate(held)]
                    for i, fd in enumerate(spare):
                        os.dup2(fd, 3 + i)
                    os.closerange(3 + len(held), 300)
                    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(count), LISTEN_FDNAMES=names)
                    out = os.open(os.environ["HOME"] + "/service.out", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                    os.dup2(out, 1); os.dup2(out, 2); os.dup2(os.open("/dev/null", os.O_RDONLY), 0); os.close(out)
                    os.execv(program[0], program)
                print(pid, flush=True)
            elif command == "wait":
                print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestHome _home;
    private readonly Socket _notices = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CliProcess _launcher;
    private int _pid;

    public ActivatingManager(TestHome home, string names = "proxy", int count = 1, string address = "127.0.0.1", string kind = "listening")
    {
        Tools.Need("python3");
        _home = home;
        var name = $"tg-test-{Guid.NewGuid():N}";
        _notices.Bind(new UnixDomainSocketEndPoint("\0" + name));
        home.Set("NOTIFY_SOCKET", "@" + name);
        home.Set("WATCHDOG_USEC", "400000");
        _launcher = CliProcess.StartProgram(
            home, "python3", ["-c", Script, address, $"{count}", names, kind, CliProcess.Executable, "start", "--home", home.Guardian, "--platform", "nanoclaw"]);
        Ports = [.. (_launcher.Output.ReadLine() ?? throw new InvalidOperationException(_launcher.Error.ReadToEnd())).Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
    }

    public IReadOnlyList<int> Ports { get; }

    public int Pid => _pid;

    /// <summary>What the executable has printed.</summary>
    public string Printed => File.ReadAllText(Path.Combine(_home.Folder, "service.out"));

    public async Task StartAsync() => _pid = int.Parse(await AskAsync("start"), CultureInfo.InvariantCulture);

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync() => int.Parse(await AskAsync("wait"), CultureInfo.InvariantCulture);

    public void Signal(string signal) => CliProcess.Kill(signal, _pid);

    /// <summary>The next message that has this line; others before it are passed over.</summary>
    public async Task<string> HearAsync(string line)
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var read = await _notices.ReceiveAsync(buffer.AsMemory(), limit.Token);
            var text = Encoding.UTF8.GetString(buffer, 0, read);
            if (text.Split('\n').Contains(line, StringComparer.Ordinal))
            {
                return text;
            }
        }
    }

    public async Task<TcpClient> ConnectAsync(int index = 0)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Ports[index]);
        return client;
    }

    public void Dispose()
    {
        _launcher.Dispose();
        _notices.Dispose();
    }

    private async Task<string> AskAsync(string command)
    {
        await _launcher.Input.WriteLineAsync(command);
        await _launcher.Input.FlushAsync();
        return await _launcher.Output.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException(await _launcher.Error.ReadToEndAsync());
    }
}
