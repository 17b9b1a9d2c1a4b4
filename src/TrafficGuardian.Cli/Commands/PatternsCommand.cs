using System.CommandLine;
using System.Text.Json;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>patterns</c>: the catalogue of what is looked for.</summary>
internal static class PatternsCommand
{
    private const int LongestRuleFile = 1 << 20;

    public static Command Create(CliContext context)
    {
        var command = new Command("patterns", "Show, check and explain what is looked for")
        {
            List(context), Check(context), Explain(context),
        };
        return command;
    }

    private static Command List(CliContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("list", "List the patterns that findings can name") { json };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var rules = Setups.Load(common.Resolve(parsed), ConfigOverrides.None).Detector.Rules;
            var counts = rules.CountBy(rule => rule.Pattern.Name).ToDictionary(StringComparer.Ordinal);
            if (parsed.GetValue(json))
            {
                JsonDocumentOut.Write(context.Out, writer => WriteList(writer, counts));
                return;
            }

            var table = new TextTable("PATTERN", "DIRECTION", "RULES", "MEANING");
            foreach (var pattern in PatternCatalogue.All)
            {
                table.Add(pattern.Name, DirectionOf(pattern), $"{counts.GetValueOrDefault(pattern.Name)}", pattern.Meaning);
            }

            table.WriteTo(context.Out, context.Colors);
        });
        return command;
    }

    private static void WriteList(Utf8JsonWriter writer, Dictionary<string, int> counts)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("patterns");
        foreach (var pattern in PatternCatalogue.All)
        {
            writer.WriteStartObject();
            writer.WriteString("name", pattern.Name);
            writer.WriteString("threat_type", FindingNames.Of(pattern.ThreatType));
            writer.WriteString("direction", DirectionOf(pattern));
            writer.WriteNumber("rules", counts.GetValueOrDefault(pattern.Name));
            writer.WriteString("meaning", pattern.Meaning);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static Command Check(CliContext context)
    {
        var file = new Argument<string?>("FILE") { Description = "A rule file. Default: the built-in ones, and those of the configuration", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("check", "Check rule files: form, expressions, and each rule against its own examples") { file };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            IReadOnlyList<RuleSource> sources = parsed.GetValue(file) is { } path
                ? [Read(Path.GetFullPath(path))]
                : [.. Setups.Load(platform, ConfigOverrides.None).Config.Patterns.RuleFiles.Select(name => Read(platform.Resolve(name)))];
            var problems = RuleCheck.Run(sources);
            foreach (var problem in problems)
            {
                context.Error.WriteLine(problem);
            }

            if (problems.Count == 0)
            {
                context.Out.WriteLine($"The built-in rules and {sources.Count} {(sources.Count == 1 ? "rule file" : "rule files")} of yours are right.");
            }

            return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Usage;
        });
        return command;
    }

    private static RuleSource Read(string path) => ForeignFile.Read(path, LongestRuleFile, out var fault) is { } content
        ? new RuleSource(path, content)
        : throw new CommandFailure(ExitCodes.Usage, $"{path}: {fault}. Name a readable rule file.");

    private static Command Explain(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "A pattern's name, as findings carry it" };
        var command = new Command("explain", "Tell what a pattern means") { name };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction(parsed =>
        {
            var asked = parsed.GetRequiredValue(name);
            if (!PatternCatalogue.TryGet(asked, out var pattern))
            {
                throw new CommandFailure(ExitCodes.Usage, "no pattern has that name. 'patterns list' shows all.");
            }

            var rules = Setups.Load(common.Resolve(parsed), ConfigOverrides.None).Detector.Rules.Where(rule => rule.Pattern.Name == pattern.Name);
            context.Out.WriteLine($"{pattern.Name}: {pattern.Meaning}");
            context.Out.WriteLine($"Looked for in what {(pattern.ThreatType == ThreatType.Injection ? "comes in" : "goes out")}. {(pattern.MatchIsSecret ? "The match itself is never shown." : "The match is shown, secrets around it are not.")}");
            var table = new TextTable("RULE", "SEVERITY", "MEANING");
            foreach (var rule in rules)
            {
                table.Add(rule.Id, FindingNames.Of(rule.Severity), rule.Description);
            }

            table.WriteTo(context.Out, context.Colors);
        });
        return command;
    }

    private static string DirectionOf(PatternInfo pattern) =>
        FindingNames.Of(pattern.ThreatType == ThreatType.Injection ? Direction.Inbound : Direction.Outbound);
}
