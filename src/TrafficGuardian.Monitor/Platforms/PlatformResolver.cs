namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Decides the platform and where its state lies. Looks at nothing but its arguments.</summary>
public static class PlatformResolver
{
    private static readonly (PlatformKind Kind, string Variable)[] HomeVariables =
    [
        (PlatformKind.Picoclaw, "PICOCLAW_HOME"),
        (PlatformKind.Openclaw, "OPENCLAW_STATE_DIR"),
        (PlatformKind.Openclaw, "OPENCLAW_HOME"),
        (PlatformKind.Hermes, "HERMES_HOME"),
    ];

    /// <summary>Resolves the options.</summary>
    /// <param name="request">The options that every verb takes.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="error">What is wrong and how to mend it; null where the answer is not null.</param>
    public static PlatformContext? Resolve(
        PlatformRequest request, IReadOnlyDictionary<string, string> environment, out string? error)
    {
        var kind = KindOf(request, environment, out error);
        if (kind is null)
        {
            return null;
        }

        var userHome = PathText.Absolute(
            Value(environment, "HOME") ?? Value(environment, "USERPROFILE") ?? request.AccountHome ?? "/", "/", request.CurrentDirectory);
        string Absolute(string path) => PathText.Absolute(path, userHome, request.CurrentDirectory);

        var config = request.Config ?? Value(environment, kind.Value.ReservedVariable("CONFIG"));
        var home = request.Home ?? Value(environment, kind.Value.ReservedVariable("HOME"));
        if (request.Home == "" || request.Config == "" || !PathText.IsUsable(home ?? "/") || !PathText.IsUsable(config ?? "/"))
        {
            error = "--home and --config need a path without control characters: give one, or leave the option out";
            return null;
        }

        home = Absolute(home ?? DefaultHome(kind.Value, environment));
        if (home == "/")
        {
            error = "the state home can't be the root folder: name a folder of its own with --home";
            return null;
        }

        return new PlatformContext(kind.Value, home, config is null ? home + "/config.json" : Absolute(config), userHome, environment)
        {
            ConfigNamed = config is not null,
            CurrentDirectory = request.CurrentDirectory,
        };
    }

    /// <summary>The platform's own home folder, in which its configuration lies, absolute.</summary>
    internal static string PlatformHome(PlatformContext context) =>
        PathText.Absolute(PlatformHome(context.Kind, context.Environment), context.UserHome, context.CurrentDirectory);

    private static string PlatformHome(PlatformKind kind, IReadOnlyDictionary<string, string> environment) => kind switch
    {
        PlatformKind.Picoclaw => Value(environment, "PICOCLAW_HOME") ?? "~/.picoclaw",
        PlatformKind.Nanoclaw => "~/.config/nanoclaw",
        PlatformKind.Openclaw => Value(environment, "OPENCLAW_STATE_DIR")
            ?? Path.Join(Value(environment, "OPENCLAW_HOME") ?? "~", ".openclaw"),
        PlatformKind.Hermes => Value(environment, "HERMES_HOME") ?? "~/.hermes",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string DefaultHome(PlatformKind kind, IReadOnlyDictionary<string, string> environment) =>
        Path.Join(
            PlatformHome(kind, environment),
            kind is PlatformKind.Picoclaw or PlatformKind.Openclaw ? "security/clawsec/traffic-guardian" : "security/traffic-guardian");

    private static PlatformKind? KindOf(
        PlatformRequest request, IReadOnlyDictionary<string, string> environment, out string? error)
    {
        error = null;
        if (request.Platform is not null)
        {
            if (PlatformNames.TryParse(request.Platform, out var named))
            {
                return named;
            }

            error = $"--platform: unknown platform; it is one of {string.Join(", ", PlatformNames.All.Select(PlatformNames.Name))}";
            return null;
        }

        var set = HomeVariables
            .Concat(PlatformNames.All.Select(kind => (Kind: kind, Variable: kind.ReservedVariable("HOME"))))
            .Where(home => Value(environment, home.Variable) is not null)
            .ToList();
        if (set.Select(home => home.Kind).Distinct().Count() > 1)
        {
            error = $"several platforms' homes are set ({string.Join(", ", set.Select(home => home.Variable))}): "
                + "say which is meant with --platform " + string.Join("|", set.Select(home => home.Kind.Name()).Distinct());
            return null;
        }

        return set.Count > 0 ? set[0].Kind : PlatformKind.Picoclaw;
    }

    private static string? Value(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
