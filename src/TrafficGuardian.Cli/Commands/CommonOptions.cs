using System.CommandLine;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary>The options of every verb.</summary>
internal sealed class CommonOptions
{
    private readonly CliContext _context;
    private readonly Option<string?> _platform = new("--platform")
    {
        Description = "The agent gateway. Default: the one whose home variable is set, else picoclaw",
        HelpName = "picoclaw|nanoclaw|openclaw|hermes",
    };

    private readonly Option<string?> _home = new("--home") { Description = "The folder that holds the monitor's state", HelpName = "DIR" };
    private readonly Option<string?> _config = new("--config") { Description = "The configuration. Default: config.json in the home", HelpName = "FILE" };

    private CommonOptions(CliContext context) => _context = context;

    /// <summary>Adds them to a verb; where it has verbs of its own, they stand before or behind these.</summary>
    public static CommonOptions AddTo(Command command, CliContext context)
    {
        var options = new CommonOptions(context);
        options._platform.Recursive = options._home.Recursive = options._config.Recursive = true;
        command.Options.Add(options._platform);
        command.Options.Add(options._home);
        command.Options.Add(options._config);
        return options;
    }

    /// <summary>Decides which platform is meant and where its state lies.</summary>
    /// <exception cref="CommandFailure">The options contradict the environment or each other.</exception>
    public PlatformContext Resolve(ParseResult parsed)
    {
        var request = new PlatformRequest(
            parsed.GetValue(_platform), parsed.GetValue(_home), parsed.GetValue(_config), Directory.GetCurrentDirectory())
        {
            AccountHome = _context.AccountHome,
        };
        return PlatformResolver.Resolve(request, _context.Environment, out var error)
            ?? throw new CommandFailure(ExitCodes.Usage, error ?? "the platform can't be told: name it with --platform");
    }
}
