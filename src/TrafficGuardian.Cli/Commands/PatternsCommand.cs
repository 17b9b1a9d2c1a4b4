using System.CommandLine;
using TrafficGuardian.Cli.Output;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Rules;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>patterns</c>: the catalogue of what is looked for.</summary>
internal static class PatternsCommand
{
    private const int LongestRuleFile = 1 << 20;

    public static Command Create(CliContext context)
    {
        var command = new Command("patterns", "Show, check and explain what is looked for");
        var common = CommonOptions.AddTo(command, context);
        command.Subcommands.Add(List(context, common));
        command.Subcommands.Add(Check(context, common));
        command.Subcommands.Add(Explain(context, common));
        return command;
    }

    private static Command List(CliContext context, CommonOptions common)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var markdown = new Option<bool>("--markdown") { Description = "The page of the documentation: the built-in rules with their examples", Hidden = true };
        var command = new Command("list", "List the patterns that findings can name") { json, markdown };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(markdown))
            {
                PatternsPage.Write(context.Out, [.. RuleCatalogue.Load([], out _), .. Detector.BuiltInRulesInCode]);
                return;
            }

            var rules = AllRules(common.Resolve(parsed));
            var counts = rules.CountBy(rule => rule.Pattern.Name).ToDictionary(StringComparer.Ordinal);
            if (parsed.GetValue(json))
            {
                JsonDocumentOut.Write(context.Out, writer => PatternsJson.WriteList(writer, rules));
                return;
            }

            var table = new TextTable("PATTERN", "DIRECTION", "RULES", "MEANING");
            foreach (var pattern in PatternCatalogue.All)
            {
                table.Add(pattern.Name, PatternsJson.DirectionOf(pattern), $"{counts.GetValueOrDefault(pattern.Name)}", pattern.Meaning);
            }

            table.WriteTo(context.Out, context.Colors);
        });
        return command;
    }

    private static List<RuleInfo> AllRules(PlatformContext platform)
    {
        var detector = Setups.Load(platform, ConfigOverrides.None).Detector;
        return [.. detector.Rules, .. detector.RulesInCode];
    }

    private static Command Check(CliContext context, CommonOptions common)
    {
        var file = new Argument<string?>("FILE") { Description = "A rule file. Default: the built-in ones, and those of the configuration", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("check", "Check rule files: form, expressions, and each rule against its own examples") { file, json };
        command.SetAction(parsed =>
        {
            var platform = common.Resolve(parsed);
            IReadOnlyList<RuleSource> sources = parsed.GetValue(file) is { } path
                ? [Read(Path.GetFullPath(path))]
                : [.. Setups.Load(platform, ConfigOverrides.None).Config.Patterns.RuleFiles.Select(name => Read(platform.Resolve(name)))];
            var problems = RuleCheck.Run(sources);
            if (parsed.GetValue(json))
            {
                JsonDocumentOut.Write(context.Out, writer => PatternsJson.WriteCheck(writer, sources, problems));
                return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Usage;
            }

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

    private static Command Explain(CliContext context, CommonOptions common)
    {
        var name = new Argument<string>("NAME") { Description = "A pattern's name, as findings carry it" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("explain", "Tell what a pattern means") { name, json };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetRequiredValue(name);
            if (!PatternCatalogue.TryGet(asked, out var pattern))
            {
                throw new CommandFailure(ExitCodes.Usage, "no pattern has that name. 'patterns list' shows all.");
            }

            var rules = AllRules(common.Resolve(parsed)).Where(rule => rule.Pattern.Name == pattern.Name);
            if (parsed.GetValue(json))
            {
                JsonDocumentOut.Write(context.Out, writer => PatternsJson.WritePattern(writer, pattern, [.. rules]));
                return;
            }

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
}
