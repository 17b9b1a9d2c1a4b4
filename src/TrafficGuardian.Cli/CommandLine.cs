using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using TrafficGuardian.Cli.Commands;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Services;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Cli;

/// <summary>The command tree, and the one place where a failure becomes a message and an exit code.</summary>
internal static class CommandLine
{
    private const string Name = "traffic-guardian";

    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliContext context)
    {
        try
        {
            return await DispatchAsync(args, context).ConfigureAwait(false);
        }
        catch (CommandFailure failure)
        {
            await context.Error.WriteLineAsync($"{Name}: {failure.Message}").ConfigureAwait(false);
            return failure.ExitCode;
        }
        catch (Exception e) when (e is StateException or MonitorStartException or ServiceException)
        {
            await context.Error.WriteLineAsync($"{Name}: {e.Message}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        catch (Exception unexpected)
        {
            // Its text may hold what the user passed through: the type is all that is safe to show.
            await context.Error.WriteLineAsync(
                $"{Name}: an unexpected failure ({unexpected.GetType().Name}). Please report it, with the command and the version.")
                .ConfigureAwait(false);
            return args is ["run", ..] ? ExitCodes.MonitorFailed : ExitCodes.Failed;
        }
    }

    private static Task<int> DispatchAsync(IReadOnlyList<string> args, CliContext context)
    {
        var root = Tree(context);
        var parsed = root.Parse(args is ["help", ..] ? [.. args.Skip(1), "--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var usage = string.Join(' ', parsed.CommandResult.Command.Parents.OfType<Command>().Where(parent => parent != root)
            .Append(parsed.CommandResult.Command).Where(command => command != root).Select(command => command.Name).Prepend(Name));
        if (parsed.CommandResult.Command == root && parsed.UnmatchedTokens.Count > 0)
        {
            // A request for help makes the parser forget what it did not know.
            throw new CommandFailure(ExitCodes.Usage, $"no verb has that name. '{Name} --help' shows all.");
        }

        if (NumberFault(parsed) is { } fault)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{fault} '{usage} --help' tells what is possible.");
        }

        if (parsed.Errors.Count > 0)
        {
            throw new CommandFailure(
                ExitCodes.Usage, $"{string.Join(' ', parsed.Errors.Select(e => e.Message))} '{usage} --help' tells what is possible.");
        }

        return parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    // The parser's own words name its types, and quote what was given.
    private static string? NumberFault(ParseResult parsed) => parsed.CommandResult.Children.OfType<OptionResult>()
        .Where(result => result.Option.ValueType == typeof(int) || result.Option.ValueType == typeof(int?))
        .Where(result => result.Tokens is [var token] && !int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        .Select(result => $"{result.Option.Name}: not a whole number, or too large a one.")
        .FirstOrDefault();

    internal static RootCommand Tree(CliContext context)
    {
        var root = new RootCommand("Watches the traffic of an AI agent and logs what leaks out or comes in, redacted. It never blocks.")
        {
            HelpName = Name,
        };
        root.Directives.Clear();
        root.Options.Clear();
        root.Options.Add(new HelpOption("--help", "-h") { Recursive = true });
        var version = new Option<bool>("--version") { Description = "Print the version", Action = new VersionAction(context) };
        root.Options.Add(version);
        root.Subcommands.Add(RunCommand.Create(context));
        root.Subcommands.Add(StartCommand.Create(context));
        root.Subcommands.Add(StopCommand.Create(context));
        root.Subcommands.Add(DemoCommand.Create(context));
        root.Subcommands.Add(StatusCommand.Create(context));
        root.Subcommands.Add(ThreatsCommand.Create(context));
        root.Subcommands.Add(CheckConfigCommand.Create(context));
        root.Subcommands.Add(EnvCommand.Create(context));
        root.Subcommands.Add(PostureCommand.Create(context));
        root.Subcommands.Add(SetupCommand.Create(context));
        root.Subcommands.Add(DoctorCommand.Create(context));
        root.Subcommands.Add(CaCommand.Create(context));
        root.Subcommands.Add(ScanCommand.Create(context));
        root.Subcommands.Add(PatternsCommand.Create(context));
        root.Subcommands.Add(McpCommand.Create(context));
        return root;
    }
}
