using System.CommandLine;
using System.CommandLine.Parsing;
using TrafficGuardian.Cli.Processes;

namespace TrafficGuardian.Cli.Commands;

/// <summary><c>run -- COMMAND ARG…</c></summary>
internal static class RunCommand
{
    public static Command Create(CliContext context)
    {
        var https = new Option<bool>("--https") { Description = "Inspect HTTPS too (not in this version)" };
        var quiet = new Option<bool>("--quiet") { Description = "No summary at the end" };
        var words = new Argument<string[]>("COMMAND") { Description = "What to run, after '--'", Arity = ArgumentArity.OneOrMore };
        var command = new Command("run", "Run a command with a monitor around it; ends with the command's own exit code")
        {
            https, quiet, words,
        };
        var common = CommonOptions.AddTo(command, context);
        command.SetAction((parsed, _) =>
        {
            RequireMark(parsed, parsed.GetRequiredValue(words));
            return WrappedCommand.RunAsync(parsed.GetRequiredValue(words), context.Environment, context);
        });
        return command;
    }

    /// <summary>Without the mark, options of the command would be taken for ours, and misspelt ones of ours for the command.</summary>
    private static void RequireMark(ParseResult parsed, string[] words)
    {
        var afterMark = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        if (afterMark != words.Length)
        {
            throw new CommandFailure(ExitCodes.Usage, "put '--' before the command, and only options of ours before it: run [--quiet] -- COMMAND ARG...");
        }
    }
}
