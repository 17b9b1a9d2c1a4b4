using System.Text;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Doctor.Gathering;

/// <summary>Reads the units by which this user's systemd starts the agent. Which of them are enabled is not looked at.</summary>
internal static class ServiceUnits
{
    private const int LongestUnit = 64 * 1024;
    private const int MostUnits = 20;

    public static IReadOnlyList<ServiceUnit> Find(PlatformContext context)
    {
        var folder = Path.Join(context.Variable("XDG_CONFIG_HOME") ?? Path.Join(context.UserHome, ".config"), "systemd/user");
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder, $"*{context.Kind.Name()}*.service").Order(StringComparer.Ordinal).Take(MostUnits)
                    .Where(path => !Path.GetFileName(path).StartsWith("traffic-guardian", StringComparison.Ordinal))
                    .Select(path => (Path: path, Content: ForeignFile.Read(path, LongestUnit, out _))).Where(unit => unit.Content is not null)
                    .Select(unit => new ServiceUnit(JsonLook.Shown(Path.GetFileName(unit.Path)), NamesProxy(Encoding.UTF8.GetString(unit.Content!)) || DropIns(unit.Path).Any(NamesProxy))),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<string> DropIns(string unit) => !Directory.Exists(unit + ".d") ? [] : Directory.EnumerateFiles(unit + ".d", "*.conf").Take(MostUnits)
        .Select(path => ForeignFile.Read(path, LongestUnit, out _)).OfType<byte[]>().Select(Encoding.UTF8.GetString);

    // What a file of variables holds is not looked at: it may.
    private static bool NamesProxy(string unit) => unit.Split('\n').Select(line => line.Trim()).Any(line =>
        (line.StartsWith("Environment=", StringComparison.Ordinal) && line.Contains("_PROXY", StringComparison.OrdinalIgnoreCase))
        || line.StartsWith("EnvironmentFile=", StringComparison.Ordinal)
        || (line.StartsWith("ExecStart=", StringComparison.Ordinal) && line.Contains("traffic-guardian", StringComparison.Ordinal)));
}
