using System.CommandLine;
using System.Globalization;
using System.Text;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Posture;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>posture</c>: writes the posture fragment, or prints it.</summary>
internal static class PostureCommand
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    public static Command Create(CliContext context)
    {
        var output = new Option<string?>("--output")
        {
            Description = "The file to write, below the platform's own home. Default: posture.json in the state home, and what the environment names",
            HelpName = "FILE",
        };
        var at = new Option<string?>("--generated-at") { Description = "The time that the fragment bears, UTC where it names no zone", HelpName = "TIME" };
        var stable = new Option<bool>("--stable") { Description = "For a baseline: the time and the log's digest are fixed" };
        var json = new Option<bool>("--json") { Description = "Print it; nothing is written but --output" };
        var command = new Command("posture", "Write how the monitor stands, for tools that watch files") { output, at, stable, json };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(async (parsed, _) =>
        {
            var platform = common.Resolve(parsed);
            var isStable = parsed.GetValue(stable);
            var files = Files(platform, parsed.GetValue(output), isStable, parsed.GetValue(json));
            var time = TimeOf(parsed.GetValue(at));
            var fragment = await FragmentAsync(platform, context).ConfigureAwait(false);
            foreach (var (file, forBaseline) in files)
            {
                var written = MonitorPosture.Write(platform, file, At(fragment, forBaseline, forBaseline && !isStable ? null : time), forBaseline || time is not null);
                (parsed.GetValue(json) ? context.Error : context.Out).WriteLine($"{file}: {fragment.MonitorStatus}, {(written ? "written" : "unchanged")}");
            }

            if (parsed.GetValue(json))
            {
                context.Out.Write(Encoding.UTF8.GetString(At(fragment, isStable, time).ToUtf8()));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static IReadOnlyList<(string Path, bool Stable)> Files(PlatformContext platform, string? output, bool stable, bool printed)
    {
        var files = output is not null ? [(MonitorPosture.Named(platform, output), stable)]
            : printed ? [] : MonitorPosture.Files(platform, stable);
        return files.Select(file => MonitorPosture.FaultOf(platform, file.Path)).FirstOrDefault(fault => fault is not null) is { } fault
            ? throw new CommandFailure(ExitCodes.Usage, fault)
            : files;
    }

    private static async Task<PostureFragment> FragmentAsync(PlatformContext platform, CliContext context)
    {
        var (fragment, problems) = await MonitorPosture.AskAsync(platform, context.Time).ConfigureAwait(false);
        return fragment ?? throw Setups.Invalid(problems);
    }

    /// <summary>What is written or printed: a baseline keeps its fixed time, unless one is given.</summary>
    private static PostureFragment At(PostureFragment fragment, bool stable, DateTimeOffset? time)
    {
        fragment = stable ? fragment.Stable() : fragment;
        return time is { } given ? fragment with { GeneratedAt = given } : fragment;
    }

    private static DateTimeOffset? TimeOf(string? text) => text is null ? null
        : DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new CommandFailure(ExitCodes.Usage, "--generated-at: not a time; write 2026-04-26T00:00:00.000Z");
}
