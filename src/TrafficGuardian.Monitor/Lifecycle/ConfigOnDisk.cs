using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Control;
using TrafficGuardian.Monitor.Disclosure;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>The configuration as it lies on the disk, checked without taking any of it.</summary>
internal sealed class ConfigOnDisk(MonitorSetup setup, TimeProvider time)
{
    /// <summary>Changes when the file has.</summary>
    public string Stamp()
    {
        var file = new FileInfo(setup.Context.ConfigPath);
        return file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "";
    }

    /// <summary>For the operator.</summary>
    public ConfigCheckResult Check()
    {
        var (problems, _) = Problems();
        return new ConfigCheckResult { Valid = problems.Count == 0, Problems = [.. problems.Select(problem => problem.ToString())] };
    }

    /// <summary>For those who may not be told everything.</summary>
    public DisclosedConfigCheck DisclosedCheck()
    {
        var (problems, warnings) = Problems();
        return DisclosedConfigCheck.Of(problems, warnings);
    }

    private (IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<string> Warnings) Problems()
    {
        var fresh = MonitorSetup.Load(setup.Context, setup.Overrides, out var problems, out var warnings, time);
        fresh?.Authority?.Dispose();
        return (problems, warnings);
    }
}
