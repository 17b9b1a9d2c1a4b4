using System.Buffers;
using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// What the views of one message share: where they are, what was found, and what it may cost.
/// Runs expressions and takes each match through boundary, validators, judge and redactor.
/// </summary>
internal sealed class ScanSession(Detector detector, DirectionRules rules, List<Detected> found)
{
    // A match that its neighbours or validators refuse may hide others that begin inside it.
    private const int MostRetries = 6;
    private const int LongestName = 128;

    private readonly HashSet<(Rule Rule, UInt128 Fingerprint)> _seen = [];
    private readonly byte[] _name = new byte[LongestName];
    private int _nameLength;
    private PlaceKind _place;

    public DirectionRules Rules { get; } = rules;

    public WorkBudget Budget { get; } = new();

    public MessageContext Context { get; private set; } = null!;

    public DateTimeOffset Now { get; set; }

    /// <summary>Whether every rule that knows a command tells of it: for the proof of rules.</summary>
    public bool TellsAll { get; set; }

    public void Begin(MessageContext context, DateTimeOffset now)
    {
        (Context, Now) = (context, now);
        Budget.Begin();
        _seen.Clear();
    }

    /// <summary>Says which part of the message comes now, and how long it is as far as it is at hand.</summary>
    public void Enter(PlaceKind place, ReadOnlySpan<byte> name, int length)
    {
        _place = place;
        _nameLength = Math.Min(name.Length, LongestName);
        name[.._nameLength].CopyTo(_name);
        Budget.Allow(length);
    }

    /// <summary>Takes what nothing after a place can change any more.</summary>
    public void Settle(Contest contest, long place) => contest.Settle(place, found);

    /// <summary>Runs a rule's expression over a stretch of a view.</summary>
    public void Execute(ViewStream view, RuleSet set, Run run, ViewEnd viewEnd)
    {
        var start = (int)(run.Start - view.Base);
        var length = (int)Math.Min(run.End - view.Base, view.Held.Length) - start;
        var rule = set.Rules[run.Rule];
        if (length <= 0 || view.Held.Slice(start, length).IndexOf(rule.Near) < 0 || !Budget.Charge(rule, length + WorkBudget.PerAttempt))
            return;
        var chars = ArrayPool<char>.Shared.Rent(length);
        Encoding.Latin1.GetChars(view.Held.Slice(start, length), chars);
        Match(view, rule, chars.AsSpan(0, length), new MatchEdges(start, viewEnd));
        chars.AsSpan(0, length).Clear();
        ArrayPool<char>.Shared.Return(chars);
    }

    // The bytes were charged with the run; what is refused is read again.
    private void Match(ViewStream view, Rule rule, ReadOnlySpan<char> text, MatchEdges edges)
    {
        var (from, retries, refusedEnd) = (0, 0, 0);
        Range accepted = default;
        while (from < text.Length)
        {
            var matches = rule.Expression.EnumerateMatches(text, from);
            if (!matches.MoveNext())
                return;
            var (at, end) = (matches.Current.Index, matches.Current.Index + matches.Current.Length);
            if (!Budget.Charge(rule, WorkBudget.PerAttempt))
                return;
            var range = (edges.Start + at)..(edges.Start + end);
            if (end > at && IsBounded(view, rule, range, edges.End)
                && (IsRepeat(text[accepted], text[at..end]) || Accept(view, rule, range, edges.End)))
            {
                (from, accepted) = (end, at..end);
                continue;
            }

            if (!Budget.Charge(rule, end - at))
                return;
            (retries, refusedEnd) = at < refusedEnd ? (retries + 1, refusedEnd) : (0, end);
            from = retries < MostRetries ? at + 1 : Math.Max(refusedEnd, at + 1);
        }
    }

    // Parameters of a request are judged by their names, so there the same text may mean different things.
    private bool IsRepeat(ReadOnlySpan<char> accepted, ReadOnlySpan<char> match) =>
        _place != PlaceKind.Target && accepted.SequenceEqual(match);

    private bool IsBounded(ViewStream view, Rule rule, Range range, ViewEnd viewEnd)
    {
        if (rule.Info.Boundary == RuleBoundary.None)
            return true;
        var held = view.Held;
        return (range.Start.Value > 0 || !view.StartsInside) && (range.End.Value < held.Length || !viewEnd.IsInside)
            && Neighbours.Allow(rule.Info.Boundary, held, range, _place == PlaceKind.Target);
    }

    private bool Accept(ViewStream view, Rule rule, Range range, ViewEnd viewEnd)
    {
        var held = view.Held;
        var (start, end) = (range.Start.Value, range.End.Value);
        if (!Budget.ChargeValidation(rule, end - start))
            return false;
        var left = Math.Max(0, start - ViewStream.Surroundings);
        var right = Math.Min(held.Length, end + ViewStream.Surroundings);
        var match = new RawMatch(rule, held[left..right], start - left, end - start);
        foreach (var validator in rule.Validators)
        {
            if (!validator.Accepts(match.Value))
                return false;
        }

        if (view.Take(rule, start, viewEnd.IsPeek) && Budget.Charge(rule, WorkBudget.PerMatch))
            Report(view, match, range);
        return true;
    }

    // What an expression read round a command tells that two of them read the same one.
    private void Report(ViewStream view, in RawMatch match, Range read)
    {
        var place = new Place(_place, _name.AsSpan(0, _nameLength)).Within(match.Surroundings, match.Start);
        var verdict = detector.Judge.Judge(match, place, Context.Host);
        if (!verdict.IsFinding)
            return;
        var fingerprint = detector.Redactor.Fingerprint(match);
        if (!_seen.Add((match.Rule, fingerprint)) || !Budget.ChargeFinding(match.Rule))
            return;
        var detected = new Detected(detector.Redactor.Redact(match, verdict.Severity, Context, Now), match.Rule.Info.Id, fingerprint);
        // One command may be known to several rules; a secret is told apart by its rule.
        if (match.Rule.Info.Pattern.ThreatType == ThreatType.Injection && !TellsAll)
            view.Contest.Add(view.Base + read.Start.Value, view.Base + read.End.Value, detected);
        else
            found.Add(detected);
    }

    // Where the text that is matched begins in what the view holds, and how the view ends.
    private readonly record struct MatchEdges(int Start, ViewEnd End);
}
