using System.Diagnostics;

namespace TrafficGuardian.Cli.Tests;

/// <summary>The real executable, which the build puts beside the tests, in an environment of the test's own.</summary>
internal sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private CliProcess(Process process) => _process = process;

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "traffic-guardian");

    public int Pid => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Error => _process.StandardError;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it; the three streams are pipes.</summary>
    public static CliProcess Start(TestHome home, params string[] args) => StartProgram(home, Executable, args);

    /// <summary>Starts any program in the same environment.</summary>
    public static CliProcess StartProgram(TestHome home, string program, params string[] args)
    {
        var info = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = home.Folder,
        };
        home.Apply(info.Environment);
        return new CliProcess(Process.Start(info) ?? throw new InvalidOperationException(program));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<CliResult> RunAsync(TestHome home, params string[] args)
    {
        using var process = Start(home, args);
        return await process.FinishAsync();
    }

    /// <summary>Closes its input and waits for its end and that of its streams.</summary>
    public async Task<CliResult> FinishAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        _process.StandardInput.Close();
        var output = _process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = _process.StandardError.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return new CliResult(_process.ExitCode, await output, await error);
    }

    /// <summary>Waits for a line of its output that satisfies; fails at the end of the stream.</summary>
    public static async Task<string> LineAsync(StreamReader reader, Func<string, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (wanted(line))
            {
                return line;
            }
        }

        throw new EndOfStreamException("the stream ended before the line came");
    }

    /// <summary>Sends a signal by its name, as <c>kill</c> takes it.</summary>
    public static void Kill(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        kill.WaitForExit();
    }

    public void Signal(string signal) => Kill(signal, Pid);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
