using System.Text;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Reviewing;
using TrafficGuardian.Detection.Rules;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary>What a detector is made from that has to be read first: rule files, and secrets, which stay in memory.</summary>
/// <param name="RuleFiles">The user's rule files.</param>
/// <param name="Credentials">Where credentials are expected: the configuration's, then the platform's.</param>
/// <param name="KnownValues">The values that must not leave.</param>
public sealed record DetectorInputs(
    IReadOnlyList<RuleSource> RuleFiles, IReadOnlyList<ExpectedCredential> Credentials, IReadOnlyList<KnownValue> KnownValues)
{
    private const int LongestRuleFile = 4 * 1024 * 1024;
    private const int ShortestKnownValue = 8;

    /// <summary>Where the agent speaks with its people.</summary>
    public IReadOnlyList<OwnChannel> OwnChannels { get; init; } = [];

    /// <summary>Reads everything.</summary>
    /// <param name="config">A checked configuration.</param>
    /// <param name="context">The environment, and what relative paths are relative to.</param>
    /// <param name="plan">The platform's plan.</param>
    /// <param name="problems">What can't be used; not empty means: do not start.</param>
    /// <param name="warnings">What is left out.</param>
    public static DetectorInputs Read(
        MonitorConfig config, PlatformContext context, PlatformPlan plan,
        out IReadOnlyList<ConfigProblem> problems, out IReadOnlyList<string> warnings)
    {
        var wrong = new List<ConfigProblem>();
        var leftOut = new List<string>();
        var inputs = new DetectorInputs(
            [.. RuleSources(config.Patterns, wrong)],
            [.. Expected(config.Credentials, context, leftOut), .. plan.Credentials],
            [.. Known(config.Patterns, context, wrong, leftOut)])
        {
            OwnChannels = plan.OwnChannels,
        };
        problems = wrong;
        warnings = leftOut;
        return inputs;
    }

    private static IEnumerable<RuleSource> RuleSources(PatternsConfig patterns, List<ConfigProblem> problems)
    {
        foreach (var path in patterns.RuleFiles)
        {
            if (ForeignFile.Read(path, LongestRuleFile, out var fault) is { } content)
            {
                yield return new RuleSource(path, content);
            }
            else
            {
                problems.Add(new ConfigProblem("patterns.rule_files", $"names a file that {fault}", $"make {path} a readable file, or take the entry out"));
            }
        }
    }

    private static IEnumerable<ExpectedCredential> Expected(
        IEnumerable<CredentialConfig> credentials, PlatformContext context, List<string> warnings)
    {
        foreach (var credential in credentials)
        {
            if (credential.Env is not { } env)
            {
                yield return new ExpectedCredential(credential.Pattern, null, credential.Hosts);
            }
            else if (context.Variable(env) is { } value)
            {
                yield return new ExpectedCredential(null, Encoding.UTF8.GetBytes(value), credential.Hosts);
            }
            else
            {
                warnings.Add($"credentials: {env} is not set, so nothing is expected in its name");
            }
        }
    }

    private static IEnumerable<KnownValue> Known(
        PatternsConfig patterns, PlatformContext context, List<ConfigProblem> problems, List<string> warnings)
    {
        foreach (var known in patterns.KnownValues)
        {
            if (known.Env is { } env && context.Variable(env) is null)
            {
                warnings.Add($"patterns.known_values: {env} is not set, so its value is not looked for");
                continue;
            }

            var secret = SecretSource.Read(known.Env, known.File, context, out var fault);
            var bytes = Encoding.UTF8.GetBytes(secret ?? "");
            if (secret is not null && bytes.Length < ShortestKnownValue)
            {
                fault = ($"names a value of less than {ShortestKnownValue} bytes, which would be found everywhere", "name a longer one");
            }

            if (fault is { } said)
            {
                problems.Add(new ConfigProblem("patterns.known_values", said.Message, said.Remedy));
            }
            else
            {
                yield return new KnownValue(known.Env ?? Path.GetFileName(known.File!), bytes);
            }
        }
    }
}
