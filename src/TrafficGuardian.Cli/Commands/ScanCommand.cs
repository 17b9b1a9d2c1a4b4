using System.CommandLine;
using System.Text.Json;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Cli.Scanning;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>scan</c>: the detector over files, offline.</summary>
internal static class ScanCommand
{
    private const int DefaultPort = 443;

    public static Command Create(CliContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "Plain, HAR (.har) or JSON lines (.jsonl) files; '-' is standard input", Arity = ArgumentArity.OneOrMore };
        var direction = new Option<string?>("--direction") { Description = "Look at one direction only", HelpName = "outbound|inbound" };
        direction.AcceptOnlyFromAmong("outbound", "inbound");
        var dest = new Option<string?>("--dest") { Description = "Where messages go that do not say so themselves", HelpName = "HOST[:PORT]" };
        var failOn = new Option<string?>("--fail-on") { Description = "Exit with 1 where a finding is at least this severe", HelpName = "low|medium|high|critical" };
        failOn.AcceptOnlyFromAmong("low", "medium", "high", "critical");
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var explain = new Option<bool>("--explain") { Description = "Tell the rule of each finding and what it was wrapped in" };
        var command = new Command("scan", "Run the detector over files, offline") { files, direction, dest, failOn, json, explain };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(async (parsed, _) =>
        {
            var scanner = Scanner(common.Resolve(parsed), parsed.GetValue(direction), parsed.GetValue(dest), context.Time);
            var scans = await ScanAllAsync(scanner, parsed.GetRequiredValue(files), context).ConfigureAwait(false);
            var explained = parsed.GetValue(explain);
            if (parsed.GetValue(json))
            {
                WriteJson(scans, explained, context);
            }
            else
            {
                Write(scans, explained, context);
            }

            return FindingNames.TryParse(parsed.GetValue(failOn), out Severity limit) && scans.Any(scan => scan.Worst >= limit)
                ? ExitCodes.Failed
                : ExitCodes.Done;
        });
        return command;
    }

    private static FileScanner Scanner(PlatformContext platform, string? direction, string? dest, TimeProvider time)
    {
        var only = FindingNames.TryParse(direction, out Direction named) ? named : (Direction?)null;
        var unknown = new ScanMessage(Direction.Outbound, "https", ScanDestination.Unknown, DefaultPort);
        if (dest is not null)
        {
            unknown = ScanDestination.TryParse(dest, unknown)
                ?? throw new CommandFailure(ExitCodes.Usage, "--dest: not a destination. Write it as HOST or HOST:PORT.");
        }

        var setup = Setups.Load(platform, ConfigOverrides.None);
        return new FileScanner(new OfflineScanner(setup.Detector, platform.Kind.Name(), time), only, unknown);
    }

    private static async Task<IReadOnlyList<FileScan>> ScanAllAsync(FileScanner scanner, string[] files, CliContext context)
    {
        var scans = new List<FileScan>();
        foreach (var file in files)
        {
            try
            {
                var stream = file == "-" ? context.Input() : File.OpenRead(file);
                await using (stream.ConfigureAwait(false))
                {
                    scans.Add(await scanner.ScanAsync(file == "-" ? "(standard input)" : file, stream).ConfigureAwait(false));
                }
            }
            catch (ScanInputException e)
            {
                throw new CommandFailure(ExitCodes.Usage, e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailure(ExitCodes.Usage, $"{file}: {Cause(file, e)}");
            }
        }

        return scans;
    }

    private static string Cause(string file, Exception e) =>
        Directory.Exists(file) ? "is a folder. Name the files in it."
        : e is FileNotFoundException or DirectoryNotFoundException ? "does not exist. Check its path."
        : "can't be read. Check its rights.";

    private static void WriteJson(IReadOnlyList<FileScan> scans, bool explained, CliContext context) =>
        JsonDocumentOut.Write(context.Out, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("findings", scans.Sum(scan => scan.Total));
            writer.WriteStartArray("files");
            foreach (var scan in scans)
            {
                writer.WriteStartObject();
                writer.WriteString("file", scan.Name);
                writer.WriteNumber("messages", scan.Messages);
                writer.WriteNumber("total", scan.Total);
                writer.WriteArray("findings", scan.Findings);
                if (explained)
                {
                    WriteExplanations(writer, scan);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    // One for each finding, in order: a finding's own fields are fixed.
    private static void WriteExplanations(Utf8JsonWriter writer, FileScan scan)
    {
        writer.WriteStartArray("explanations");
        foreach (var detected in scan.Detected)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", RuleOf(detected));
            writer.WriteString("wrapping", detected.Wrapping);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(IReadOnlyList<FileScan> scans, bool explained, CliContext context)
    {
        foreach (var scan in scans)
        {
            context.Out.WriteLine($"{scan.Name}: {scan.Messages} {(scan.Messages == 1 ? "message" : "messages")}, {scan.Total} {(scan.Total == 1 ? "finding" : "findings")}");
            if (scan.Detected.Count == 0)
            {
                continue;
            }

            FindingOut.WriteTable(context.Out, scan.Findings, context);
            if (explained)
            {
                var table = new TextTable("RULE", "WRAPPED IN");
                foreach (var detected in scan.Detected)
                {
                    table.Add(RuleOf(detected), detected.Wrapping.Length == 0 ? "nothing" : detected.Wrapping);
                }

                table.WriteTo(context.Out, context.Colors);
            }
        }
    }

    private static string RuleOf(Detected detected) => $"{detected.Finding.Pattern}/{detected.Rule}";
}
