using System.Runtime.InteropServices;

namespace TrafficGuardian.Cli.Processes;

/// <summary>A program we started and wait for. Signals that come before it runs are kept for it.</summary>
internal sealed class ChildProcess
{
    /// <summary>How long a stop must last before we follow it: a stop that is taken back at once is none.</summary>
    private static readonly TimeSpan StopSettles = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<int> _early = [];
    private readonly TimeProvider _time;
    private int _pid;
    private bool _ended;

    public ChildProcess(TimeProvider time) => _time = time;

    /// <summary>Starts the program in our session, with our streams.</summary>
    /// <returns>The system's error number, or 0.</returns>
    public int Start(string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var spawned = Spawner.Start(path, arguments, environment, SpawnStreams.Inherited);
        if (spawned.Error == Libc.ExecFormat)
        {
            // A script without '#!': execvp, and so every shell, hands it to sh (POSIX, exec).
            spawned = Spawner.Start("/bin/sh", ["sh", path, .. arguments.Skip(1)], environment, SpawnStreams.Inherited);
        }

        if (spawned.Error != 0)
        {
            return spawned.Error;
        }

        lock (_gate)
        {
            _pid = spawned.Pid;
            _early.ForEach(Pass);
        }

        return 0;
    }

    /// <summary>Hands a signal on, unless the program has ended.</summary>
    public void Signal(int signal)
    {
        lock (_gate)
        {
            if (_pid == 0)
            {
                _early.Add(signal);
            }
            else if (!_ended)
            {
                Pass(signal);
            }
        }
    }

    /// <summary>Waits on a thread of its own, and stops ourselves where the program stops at the user's terminal.</summary>
    /// <returns>Its exit code; 128 + signal where a signal ended it.</returns>
    public Task<ChildExit> WaitAsync()
    {
        var done = new TaskCompletionSource<ChildExit>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => done.SetResult(Wait()), maxStackSize: 128 * 1024) { IsBackground = true, Name = "child" }.Start();
        return done.Task;
    }

    /// <summary>Waits for the end of a program that is about to end.</summary>
    public static ChildExit WaitFor(int pid) => ExitOf(Next(pid, options: 0));

    private void Pass(int signal) => _ = Libc.Kill(_pid, signal);

    private ChildExit Wait()
    {
        var status = Next(Libc.WaitUntraced);
        while (IsStop(status))
        {
            status = ControllingTerminal.IsOurs() ? FollowStop(status) : Next(Libc.WaitUntraced);
        }

        return End(ExitOf(status));
    }

    private int Next(int options) => Next(_pid, options);

    private static ChildExit ExitOf(int status)
    {
        var signal = status & 0x7f;
        return new ChildExit(signal == 0 ? (status >> 8) & 0xff : 128 + signal, signal);
    }

    private static int Next(int pid, int options)
    {
        int status;
        while (Libc.Wait(pid, out status, options) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                // Whoever started us had SIGCHLD ignored, so the system threw the status away.
                return 0;
            }
        }

        return status;
    }

    /// <summary>
    /// A program that stops itself (job control of its own) gives the terminal back to the shell only if its whole job stops.
    /// Without a terminal in front of it nobody would wake us, so there it stops alone.
    /// </summary>
    /// <returns>The next thing that happened to it.</returns>
    private int FollowStop(int stop)
    {
        using var settled = new ManualResetEventSlim();
        using var timer = _time.CreateTimer(_ => settled.Set(), null, StopSettles, Timeout.InfiniteTimeSpan);
        settled.Wait();
        var changed = Libc.Wait(_pid, out var status, Libc.WaitNoHang | Libc.WaitContinued);
        if (changed == 0)
        {
            _ = Libc.Kill(Environment.ProcessId, (stop >> 8) & 0xff);
        }

        return changed == _pid && !IsContinue(status) ? status : Next(Libc.WaitUntraced);
    }

    private static bool IsStop(int status) => (status & 0xff) == 0x7f;

    // Linux reports 0xffff, macOS a stop by SIGCONT.
    private static bool IsContinue(int status) => status == 0xffff || status == ((Processes.Signal.Continue << 8) | 0x7f);

    private ChildExit End(ChildExit exit)
    {
        lock (_gate)
        {
            _ended = true;
        }

        return exit;
    }
}
