using System.CommandLine;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>threats</c>: the findings in the log.</summary>
internal static class ThreatsCommand
{
    public static Command Create(CliContext context)
    {
        var since = new Option<string?>("--since") { Description = "Not older than this: a time, or an age such as 30m, 2h, 3d", HelpName = "TIME" };
        var severity = new Option<string?>("--severity") { Description = "At least this severe", HelpName = "low|medium|high|critical" };
        var pattern = new Option<string?>("--pattern") { Description = "One pattern; 'patterns list' names them", HelpName = "NAME" };
        var direction = new Option<string?>("--direction") { Description = "One direction", HelpName = "outbound|inbound" };
        var dest = new Option<string?>("--dest") { Description = "One remote peer, or a pattern such as *.example.com", HelpName = "HOST[:PORT]" };
        var limit = new Option<int?>("--limit") { Description = "The newest so many", HelpName = "N" };
        var follow = new Option<bool>("--follow") { Description = "Go on with new ones as they come" };
        var json = new Option<bool>("--json") { Description = "JSON lines" };
        var command = new Command("threats", "Show the findings") { since, severity, pattern, direction, dest, limit, follow, json };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction((parsed, cancellation) =>
        {
            var query = new FindingQuery(
                parsed.GetValue(since), parsed.GetValue(severity), parsed.GetValue(pattern),
                parsed.GetValue(direction), parsed.GetValue(dest), parsed.GetValue(limit));
            var filter = FindingFilter.Parse(query, context.Time.GetUtcNow(), out var problem)
                ?? throw new CommandFailure(ExitCodes.Usage, $"--{problem}.");
            var reader = new FindingLogReader(Folder(common.Resolve(parsed)));
            return ShowAsync(reader, filter, new ThreatsOutput(context, parsed.GetValue(json), parsed.GetValue(follow)), cancellation);
        });
        return command;
    }

    private static string Folder(PlatformContext platform) =>
        new StateHome(platform).FindingsFolder(Setups.LoadConfig(platform).Log.Directory);

    private static async Task<int> ShowAsync(FindingLogReader reader, FindingFilter filter, ThreatsOutput output, CancellationToken cancellation)
    {
        if (output.Follows)
        {
            await foreach (var finding in reader.FollowAsync(filter, output.Time, cancellation).ConfigureAwait(false))
            {
                output.WriteOne(finding);
            }
        }
        else
        {
            output.WriteAll(reader.Read(filter));
        }

        return ExitCodes.Done;
    }
}
