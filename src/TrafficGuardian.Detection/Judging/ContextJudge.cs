using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Judging;

/// <summary>
/// Decides what a match is in its context. A provider's credential in its usual place at the provider's own hosts is
/// the agent at work; what stands for a secret is no secret; a documented sample is worth a line.
/// </summary>
/// <remarks>
/// A user's own <c>credentials</c> entry makes the credential expected anywhere in a request to its hosts, not in certain
/// headers only: the user knows which service is meant, and private services take credentials in any place.
/// </remarks>
internal sealed class ContextJudge(IReadOnlyList<Provider> providers, IReadOnlyList<ExpectedCredential> expected)
{
    // Under each pattern and each pattern/rule that providers name.
    private readonly Dictionary<string, Provider[]> _providers = providers
        .SelectMany(static p => p.Rules.Select(rule => (Rule: rule, Provider: p)))
        .GroupBy(static e => e.Rule, static e => e.Provider, StringComparer.Ordinal)
        .ToDictionary(static g => g.Key, static g => g.ToArray(), StringComparer.Ordinal);

    private readonly (ExpectedCredential Credential, HostPattern[] Hosts)[] _expected =
        [.. expected.Select(static e => (e, e.Hosts.Select(static h => HostPattern.TryParse(h, out var p) ? p : null).OfType<HostPattern>().ToArray()))];

    /// <param name="match">The match.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="host">The destination's host.</param>
    /// <param name="isMedia">Whether the body begins as images, sound and films do.</param>
    public Verdict Judge(in RawMatch match, in Place place, string host, bool isMedia = false)
    {
        var info = match.Rule.Info;
        if (isMedia && IsForReaders(match) && MediaBytes.Surround(match.Surroundings, match.Start, match.Length))
            return Verdict.Nothing;
        if (info.Pattern.ThreatType != ThreatType.Exfil)
            return new Verdict(true, IsExplained(match) ? Severity.Low : info.Severity);
        if (IsAtWork(info.Pattern.Name, place, host) || IsAtWork(match.Rule.Name, place, host) || IsNamesake(match, place, host)
            || IsExpected(match, host))
            return Verdict.Nothing;
        // A private key is known by its first line; its bytes may spell anything.
        if (!info.Pattern.MatchIsSecret || info.Pattern.Name is PatternCatalogue.KnownValue or PatternCatalogue.PrivateKey)
            return new Verdict(true, info.Severity);
        if (Placeholder.IsFillIn(match.Value))
            return Verdict.Nothing;
        return new Verdict(true, Placeholder.IsSample(match.Value) ? Severity.Low : info.Severity);
    }

    private static bool IsForReaders(in RawMatch match) =>
        match.Rule.Info.Pattern.Name is "prompt_injection" or "hidden_instruction" or "tool_poisoning";

    private static bool IsExplained(in RawMatch match) =>
        IsForReaders(match) && Topic.IsSecurity(match.Surroundings, match.Start, match.Length);

    private bool IsAtWork(string rules, in Place place, string host)
    {
        if (!_providers.TryGetValue(rules, out var candidates))
            return false;
        foreach (var provider in candidates)
        {
            if (IsUsual(provider, place) && IsOneOf(provider.Hosts, host))
                return true;
        }

        return false;
    }

    // A service that is known by name only: in a header or the target, at the host of that name.
    private static bool IsNamesake(in RawMatch match, in Place place, string host)
    {
        var info = match.Rule.Info;
        if (!info.IgnoreCase || place.Kind is not (PlaceKind.Header or PlaceKind.Target))
            return false;
        var rest = host.AsSpan(0, Math.Max(0, host.LastIndexOf('.')));
        var domain = rest[(rest.LastIndexOf('.') + 1)..];
        if (match.Rule.NeedsService)
            return ServiceNames.IsNamesake(domain, match.Announced);
        foreach (var literal in info.Literals)
        {
            if (literal.AsSpan().Trim("_-.").Equals(domain, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool IsUsual(Provider provider, in Place place) => place.Kind switch
    {
        PlaceKind.Header => Contains(provider.Headers, place.Name),
        PlaceKind.Target => place.Name.IsEmpty ? provider.InPath : Contains(provider.Queries, place.Name),
        PlaceKind.Body => provider.InBody,
        _ => false,
    };

    private bool IsExpected(in RawMatch match, string host)
    {
        foreach (var (credential, hosts) in _expected)
        {
            if (!IsOneOf(hosts, host))
                continue;
            if (credential.Value is { } value)
            {
                if (match.Text.IndexOf(value.Span) >= 0 || value.Span.IndexOf(match.Value) >= 0)
                    return true;
            }
            else if (credential.Pattern == match.Rule.Info.Pattern.Name || credential.Pattern == match.Rule.Name)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(IReadOnlyList<string> names, ReadOnlySpan<byte> name)
    {
        foreach (var candidate in names)
        {
            if (candidate == "*" || Ascii.EqualsIgnoreCase(name, candidate))
                return true;
        }

        return false;
    }

    private static bool IsOneOf(IReadOnlyList<HostPattern> hosts, string host)
    {
        foreach (var pattern in hosts)
        {
            if (pattern.Matches(host))
                return true;
        }

        return false;
    }
}
