using System.Globalization;

namespace TrafficGuardian.Load;

/// <summary>Resident memory as Linux tells it.</summary>
internal static class ProcessMemory
{
    /// <summary>Of a process and all its descendants, in bytes.</summary>
    public static long Resident(int pid) =>
        Own(pid) + Directory.EnumerateDirectories($"/proc/{pid}/task")
            .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Sum(child => Resident(int.Parse(child, CultureInfo.InvariantCulture)));

    private static long Own(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
