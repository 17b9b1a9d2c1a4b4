using System.Net;
using TrafficGuardian.Monitor.Configuration.Binding;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary>Loads the effective configuration: file, then environment, then command line.</summary>
public static class ConfigLoader
{
    private const int LongestFile = 1024 * 1024;

    /// <summary>Loads and checks everything, and tells all that is wrong at once; starts and changes nothing.</summary>
    /// <param name="context">Platform, folders and environment.</param>
    /// <param name="overrides">What the command line says.</param>
    /// <param name="patterns">Names of all patterns, for checking those that the configuration names; null checks their form only.</param>
    /// <param name="time">The clock that a CA's validity is held against; the system's where it is null.</param>
    public static ConfigResult Load(
        PlatformContext context, ConfigOverrides overrides, IReadOnlyCollection<string>? patterns = null, TimeProvider? time = null)
    {
        var text = ReadFile(context, out var fileProblem);
        var problems = new ProblemList(context.ConfigPath, text);
        if (fileProblem is not null)
        {
            problems.Add(fileProblem);
        }

        var root = text.Length == 0 ? null : ConfigText.Parse(text.Span, problems);
        if (root is null && !problems.IsEmpty)
        {
            return new ConfigResult(null, problems.All, [], null);
        }

        root ??= new ConfigNode(ConfigNodeKind.Object, ConfigNode.NotInFile);
        var warnings = new List<string>();
        Overlay.Apply(root, context, overrides, problems, warnings);
        var scope = new BindingScope(context, problems, warnings, patterns ?? []) { Now = (time ?? TimeProvider.System).GetUtcNow() };
        var config = RootSection.Read(new ObjectReader(root, "", problems), scope);
        if (problems.IsEmpty)
        {
            CheckUpstream(config, context, problems);
        }

        if (!problems.IsEmpty)
        {
            return new ConfigResult(null, problems.All, warnings, null);
        }

        warnings.AddRange(PlatformPlanner.Plan(PlatformFactsReader.Read(context, $"http://{config.Listen}")).Warnings);
        return new ConfigResult(config, [], warnings, ConfigDigest.Of(config));
    }

    private static ReadOnlyMemory<byte> ReadFile(PlatformContext context, out ConfigProblem? problem)
    {
        var path = context.ConfigPath;
        problem = null;
        try
        {
            var isOurs = PathText.IsWithin(path, context.Home);
            if (isOurs && StateGuard.FolderFault(context.Home) is { } homeFault)
            {
                problem = new ConfigProblem(context.Home, "is not safe to use", homeFault);
            }
            else if ((isOurs ? StateGuard.FileFault(path) : StateGuard.ForeignFault(path)) is { } fault)
            {
                problem = new ConfigProblem(path, "is not safe to use", fault);
            }
            else if (ForeignFile.Read(path, LongestFile, out var readFault) is { Length: > 0 } content)
            {
                return content;
            }
            else if (readFault is null)
            {
                problem = new ConfigProblem(path, "is empty", "write at least {}, or remove the file");
            }
            else if (context.ConfigNamed || readFault != ForeignFile.Missing)
            {
                problem = new ConfigProblem(path, readFault, "name a configuration file that can be read");
            }
        }
        catch (StateException e)
        {
            problem = new ConfigProblem(path, "can't be judged", e.Message);
        }

        return default;
    }

    private static void CheckUpstream(MonitorConfig config, PlatformContext context, ProblemList problems)
    {
        var selector = UpstreamSelector.Create(config.Upstream, context, out var upstreamProblems);
        foreach (var problem in upstreamProblems)
        {
            problems.Add(problem);
        }

        if (selector.Proxies.Any(proxy => proxy.Port == config.Listen.Port && IsThisMachine(proxy.Host)))
        {
            problems.Add(new ConfigProblem("upstream.proxy", "is the monitor itself, so that every request would go in a circle",
                "name another proxy, or none; for \"environment\", start the monitor without the variables that 'env' prints"));
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
