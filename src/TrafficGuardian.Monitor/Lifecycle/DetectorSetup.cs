using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Rules;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>Makes the detector that a configuration describes: rule files and secrets are read here, and stay in memory.</summary>
public sealed class DetectorSetup
{
    private const int LongestRuleFile = 1 << 20;
    private const int ShortestKnownValue = 8;

    private readonly PlatformContext _context;
    private readonly MonitorConfig _config;
    private readonly byte[] _fingerprintKey = RandomNumberGenerator.GetBytes(32);
    private readonly List<ConfigProblem> _problems = [];

    private DetectorSetup(PlatformContext context, MonitorConfig config) => (_context, _config) = (context, config);

    /// <summary>Makes a detector with a fingerprint key of its own.</summary>
    /// <param name="context">Platform, folders and environment.</param>
    /// <param name="config">A checked configuration.</param>
    /// <param name="expected">Where the platform's own credentials are expected.</param>
    /// <param name="problems">Everything that is wrong, each with its place and remedy; never content.</param>
    /// <returns>The detector, or null where there are problems.</returns>
    public static Detector? Create(
        PlatformContext context, MonitorConfig config, IReadOnlyList<ExpectedCredential> expected, out IReadOnlyList<ConfigProblem> problems)
    {
        var setup = new DetectorSetup(context, config);
        var options = new DetectorOptions
        {
            Disabled = config.Patterns.Disabled,
            RuleFiles = [.. config.Patterns.RuleFiles.Select(setup.RuleFile).OfType<RuleSource>()],
            KnownValues = [.. config.Patterns.KnownValues.Select(setup.KnownValue).OfType<KnownValue>()],
            Credentials = [.. expected, .. config.Credentials.Select(setup.Credential).OfType<ExpectedCredential>()],
            FingerprintKey = setup._fingerprintKey,
        };
        problems = setup._problems;
        if (setup._problems.Count > 0)
        {
            return null;
        }

        var detector = Detector.Create(options, out var ruleProblems);
        problems = [.. ruleProblems.Select(Problem)];
        return detector;
    }

    private static ConfigProblem Problem(RuleProblem problem) => new(
        problem.Source, problem.Rule is null ? problem.Message : $"rule '{problem.Rule}': {problem.Message}", "'patterns check FILE' checks it alone")
    {
        Line = problem.Line,
        Column = problem.Column,
    };

    private RuleSource? RuleFile(string path)
    {
        var full = _context.Resolve(path);
        if (ForeignFile.Read(full, LongestRuleFile, out var fault) is { } content)
        {
            return new RuleSource(full, content);
        }

        _problems.Add(new ConfigProblem("patterns.rule_files", $"{full} {fault}", "name a readable rule file, or leave the entry out"));
        return null;
    }

    private KnownValue? KnownValue(KnownValueConfig known)
    {
        var name = known.Env ?? Path.GetFileName(known.File!);
        if (Secret("patterns.known_values", known.Env, known.File) is not { } value)
        {
            return null;
        }

        if (value.Length >= ShortestKnownValue)
        {
            return new KnownValue(name, value);
        }

        _problems.Add(new ConfigProblem(
            "patterns.known_values", $"{name} holds fewer than {ShortestKnownValue} bytes, which would be found everywhere", "leave it out"));
        return null;
    }

    private ExpectedCredential? Credential(CredentialConfig credential)
    {
        if (credential.Pattern is not null)
        {
            return new ExpectedCredential(credential.Pattern, null, credential.Hosts);
        }

        return Secret("credentials", credential.Env, null) is { } value ? new ExpectedCredential(null, value, credential.Hosts) : null;
    }

    private byte[]? Secret(string key, string? env, string? file)
    {
        var text = SecretSource.Read(env, file, _context, out var fault);
        if (fault is { } said)
        {
            _problems.Add(new ConfigProblem(key, said.Message, said.Remedy));
        }

        return text is null ? null : Encoding.UTF8.GetBytes(text);
    }
}
