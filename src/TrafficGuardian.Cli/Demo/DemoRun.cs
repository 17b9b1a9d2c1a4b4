using TrafficGuardian.Cli.Output;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Demo;

/// <summary>One demo, in a home of its own that stays for the user to look at.</summary>
internal sealed class DemoRun(PlatformContext platform, CliContext context)
{
    private readonly DemoScript _script = new();

    /// <returns>0 where everything was found that is to be found, and nothing else; else 1.</returns>
    public async Task<int> RunAsync()
    {
        var origin = new DemoOrigin(_script.Steps);
        await using (origin.ConfigureAwait(false))
        {
            var home = MakeHome(origin.Port);
            var setup = MonitorSetup.Load(home, ConfigOverrides.None, out var problems, out _)
                ?? throw new CommandFailure(ExitCodes.Failed, string.Join('\n', problems));
            using var place = HomeInstance.TryTake(new StateHome(home), context.Time)
                ?? throw new CommandFailure(ExitCodes.Failed, "the demo's new home is taken. Try again.");
            var host = await MonitorHost.StartAsync(setup, place.Instance, context.Time).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                var unchanged = await PlayAsync(host).ConfigureAwait(false);
                return Show(home, host, unchanged);
            }
        }
    }

    private async Task<bool> PlayAsync(MonitorHost host)
    {
        context.Out.WriteLine($"A monitor listens on {host.Endpoint}. A made-up agent now sends, through it:");
        var unchanged = true;
        using var agent = new DemoAgent(host.Endpoint);
        try
        {
            foreach (var step in _script.Steps)
            {
                context.Out.WriteLine($"  - {step.Title}");
                unchanged &= await agent.DoAsync(step).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new CommandFailure(ExitCodes.Failed, "the made-up agent got no answer through the monitor. Is loopback closed on this machine?");
        }

        await host.FlushAsync().ConfigureAwait(false);
        return unchanged;
    }

    private int Show(PlatformContext home, MonitorHost host, bool unchanged)
    {
        var findings = new FindingLogReader(Path.GetDirectoryName(host.FindingsFile)!).Read(FindingFilter.All).ToList();
        context.Out.WriteLine();
        context.Out.WriteLine($"What the monitor found ({findings.Count}), redacted:");
        var table = new TextTable("SEVERITY", "PATTERN", "DIRECTION", "DEST", "SNIPPET");
        foreach (var finding in findings)
        {
            table.Add(FindingOut.Row(finding)[1..]);
        }

        table.WriteTo(context.Out, context.Colors);
        context.Out.WriteLine();
        context.Out.WriteLine($"The log:   {host.FindingsFile}");
        context.Out.WriteLine($"See it:    traffic-guardian threats --home {home.Home}");
        context.Out.WriteLine("Try it:    traffic-guardian run -- curl http://example.com/?file=/home/me/.env");
        context.Out.WriteLine("Set it up: traffic-guardian setup");
        return Judge(findings, unchanged);
    }

    private int Judge(List<Finding> findings, bool unchanged)
    {
        var expected = _script.Steps.Select(step => step.Expected).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var missing = expected.Except(findings.Select(finding => finding.Pattern)).ToList();
        var surplus = findings.Select(finding => finding.Pattern).Except(expected).ToList();
        Complain(missing, "was expected and is missing");
        Complain(surplus, "was found and is not expected");
        if (!unchanged)
        {
            context.Error.WriteLine("traffic-guardian: an answer did not arrive as it was sent. Please report it.");
        }

        return missing.Count == 0 && unchanged ? ExitCodes.Done : ExitCodes.Failed;
    }

    private void Complain(List<string> patterns, string what) =>
        patterns.ForEach(pattern => context.Error.WriteLine($"traffic-guardian: {pattern} {what}. Please report it."));

    /// <summary>The origin stands for every host by being the upstream proxy; the demo's key belongs to the model's host.</summary>
    private PlatformContext MakeHome(int originPort)
    {
        var folder = Directory.CreateTempSubdirectory("traffic-guardian-demo-").FullName;
        var request = new PlatformRequest(platform.Kind.Name(), folder, Config: null, folder);
        var home = PlatformResolver.Resolve(request, Environment(), out var error) ?? throw new CommandFailure(ExitCodes.Failed, error ?? folder);
        SafeFile.Replace(home.ConfigPath, System.Text.Encoding.UTF8.GetBytes($$"""
            {
              // Made by 'demo': a free port, and an origin on this machine that stands for every host.
              "listen": "127.0.0.1:0",
              "upstream": { "proxy": "http://127.0.0.1:{{originPort}}" },
              // The demo's key belongs to this host; anywhere else it is a finding.
              "credentials": [ { "pattern": "ai_api_key/anthropic", "hosts": [ "{{DemoScript.ModelHost}}" ] } ]
            }

            """));
        return home;
    }

    /// <summary>What names the user's own setup is left out: the demo has one of its own.</summary>
    private Dictionary<string, string> Environment() => context.Environment
        .Where(variable => !variable.Key.Contains("_TRAFFIC_GUARDIAN_", StringComparison.Ordinal) && variable.Key != "PICOCLAW_CONFIG")
        .ToDictionary(StringComparer.Ordinal);
}
