using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Makes findings of the matches in one message: each value once, and of what several rules know the one that says most.
/// </summary>
internal sealed class SessionFindings(ScanSession session, Detector detector, List<Detected> found)
{
    private readonly HashSet<(Rule Rule, UInt128 Fingerprint)> _seen = [];
    private readonly Dictionary<(Rule Rule, UInt128 Fingerprint), Detected> _contestants = [];
    private readonly HashSet<object> _won = new(ReferenceEqualityComparer.Instance);
    private readonly List<Detected> _winners = [];

    /// <summary>A message begins.</summary>
    public void Begin()
    {
        _seen.Clear();
        _contestants.Clear();
        _won.Clear();
    }

    /// <summary>Takes what nothing after a place can change any more.</summary>
    public void Settle(Contest contest, long place)
    {
        contest.Settle(place, _winners);
        foreach (var winner in _winners)
        {
            if (_won.Add(winner))
                found.Add(winner);
        }

        _winners.Clear();
    }

    /// <summary>Judges a match and makes a finding of it, where it is one that was not told yet.</summary>
    public void Report(in RawMatch match, MatchSource source)
    {
        var place = session.Place.Within(match.Surroundings, match.Start);
        var verdict = detector.Judge.Judge(match, place, session.Context.Host, session.IsMedia);
        if (!verdict.IsFinding)
            return;
        var key = (match.Rule, detector.Redactor.Fingerprint(match));
        // One command may be known to several rules, one value to the rule of its service and to those for names.
        if (IsContested(match.Rule.Info.Pattern) && !session.TellsAll && source.View is { } view)
            Compete(view, match, verdict.Severity, key, source);
        else if (_seen.Add(key) && session.Budget.ChargeFinding(match.Rule))
            found.Add(Make(match, verdict.Severity, key.Item2, source));
    }

    // The same command in another view competes there anew: it was told where it won.
    private void Compete(ViewStream view, in RawMatch match, Severity severity, (Rule, UInt128) key, MatchSource source)
    {
        if (!_contestants.TryGetValue(key, out var detected))
        {
            if (!session.Budget.ChargeFinding(match.Rule))
                return;
            detected = Make(match, severity, key.Item2, source);
            _contestants.Add(key, detected);
        }

        view.Contest.Add(source.Place, source.Place + source.Read, detected);
    }

    private Detected Make(in RawMatch match, Severity severity, UInt128 fingerprint, MatchSource source) =>
        new(detector.Redactor.Redact(match, severity, session.Context, session.Now), match.Rule.Info.Id, fingerprint) { Wrapping = source.Wrapping(match.Length) };

    private static bool IsContested(PatternInfo pattern) =>
        pattern.ThreatType == ThreatType.Injection || pattern.Name == PatternCatalogue.VendorCredential;
}
