using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TrafficGuardian.Monitor.Tests.Reach;

/// <summary>What makes network namespaces, and sockets in them that serve this process.</summary>
internal static class Namespaces
{
    private const int NewNetwork = 0x40000000;

    private static readonly Lazy<bool> CanMake = new(() =>
    {
        var probe = Name();
        return Ip("netns", "add", probe) && Ip("netns", "delete", probe);
    });

    /// <summary>Skips a test that can't have a namespace here.</summary>
    public static void Need()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "a network namespace can be made by root on Linux only.");
        Assert.SkipUnless(CanMake.Value, "no network namespace can be made here.");
    }

    /// <summary>A name that no other test has.</summary>
    public static string Name() => $"tg-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";

    /// <summary>Runs <c>ip</c>; whether it is installed and succeeded.</summary>
    public static bool Ip(params string[] arguments) => Ip(arguments, batch: null);

    /// <summary>Runs many commands of <c>ip</c> at once.</summary>
    public static bool Batch(IEnumerable<string> commands) => Ip(["-batch", "-"], string.Join('\n', commands) + "\n");

    /// <summary>Makes something in a namespace: a socket stays in it, whoever uses it.</summary>
    public static T Within<T>(string name, Func<T> make)
        where T : class
    {
        T? made = null;
        Exception? fault = null;

        // A thread that has entered is thrown away, so that nothing else runs in it.
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{name}");
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
        return made ?? throw new InvalidOperationException("nothing could be made in the namespace", fault);
    }

    private static bool Ip(string[] arguments, string? batch)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            process.StandardInput.Write(batch);
            process.StandardInput.Close();
            process.StandardError.ReadToEnd();
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
