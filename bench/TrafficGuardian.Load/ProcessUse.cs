using System.Globalization;

namespace TrafficGuardian.Load;

/// <summary>What a process and all its descendants use, as Linux tells it.</summary>
internal static class ProcessUse
{
    private const int TicksPerSecond = 100;

    /// <summary>Resident memory in bytes.</summary>
    public static long Resident(int pid) => Tree(pid).Sum(OwnResident);

    /// <summary>Processor time so far, in user and kernel mode.</summary>
    public static TimeSpan Processor(int pid) => TimeSpan.FromSeconds(Tree(pid).Sum(OwnTicks) / (double)TicksPerSecond);

    private static IEnumerable<int> Tree(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .SelectMany(child => Tree(int.Parse(child, CultureInfo.InvariantCulture)))
        .Prepend(pid);

    private static long OwnResident(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Fields 14 and 15 of <c>stat</c>, counted behind the name, which may hold anything (proc(5)).</summary>
    private static long OwnTicks(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
