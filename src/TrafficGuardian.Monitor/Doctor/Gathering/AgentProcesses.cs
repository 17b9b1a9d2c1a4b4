using System.Globalization;
using System.Text;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>Finds a process of the agent and the environment that it was started with. Other users' can't be read, and are passed over.</summary>
internal static class AgentProcesses
{
    private const int MostProcesses = 5000;
    private const int LongestArguments = 16 * 1024;
    private const int LongestEnvironment = 1024 * 1024;
    private const int MostArguments = 3;

    /// <summary>The gateway, else the process with the lowest number; null where none is found.</summary>
    public static (int Pid, IReadOnlyDictionary<string, string> Environment)? Find(PlatformKind kind, string folder)
    {
        var found = Numbers(folder).Select(pid => (Pid: pid, Arguments: Arguments(folder, pid)))
            .Where(process => IsAgent(kind, process.Arguments))
            .OrderByDescending(process => process.Arguments.Contains("gateway", StringComparer.Ordinal)).ThenBy(process => process.Pid);
        foreach (var (pid, _) in found)
        {
            if (Environment(folder, pid) is { Count: > 0 } environment)
            {
                return (pid, environment);
            }
        }

        return null;
    }

    private static IEnumerable<int> Numbers(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).Take(MostProcesses)
                .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Order()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Arguments(string folder, int pid) => Texts(Path.Join(folder, $"{pid}", "cmdline"), LongestArguments);

    // The program itself, or the script that an interpreter was given.
    private static bool IsAgent(PlatformKind kind, string[] arguments) => arguments.Take(MostArguments).TakeWhile((argument, at) => at == 0 || IsScript(argument))
        .Select(argument => Path.GetFileNameWithoutExtension(argument))
        .Any(name => name == kind.Name() || name == kind.Name() + "-gateway" || name == kind.Name() + "-launcher");

    private static bool IsScript(string argument) => argument.StartsWith('/') || argument.StartsWith('-');

    private static Dictionary<string, string> Environment(string folder, int pid)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in Texts(Path.Join(folder, $"{pid}", "environ"), LongestEnvironment))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables.TryAdd(text[..equals], text[(equals + 1)..]);
            }
        }

        return variables;
    }

    private static string[] Texts(string path, int limit) =>
        ForeignFile.Read(path, limit, out _) is { } content ? Encoding.UTF8.GetString(content).Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];
}
