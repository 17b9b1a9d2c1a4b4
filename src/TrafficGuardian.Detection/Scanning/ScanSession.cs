using System.Buffers;
using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// What the views of one message share: where they are, what was found, and how much work is left.
/// Runs expressions and takes each match through boundary, validators, judge and redactor.
/// </summary>
internal sealed class ScanSession(Detector detector, DirectionRules rules, List<Detected> found)
{
    /// <summary>Most findings of one message; more tell an operator nothing.</summary>
    public const int MostFindings = 256;

    // Work is counted in bytes given to decoders and expressions. Honest traffic needs a small fraction of this.
    private const long WorkAtStart = 1 << 18;
    private const long WorkPerByte = 24;

    // What it takes to fingerprint and judge a match, in the same coin.
    private const long WorkPerMatch = 512;

    // A match that its neighbours or validators refuse may hide another that begins inside it.
    private const int MostRetries = 16;
    private const int LongestName = 128;

    private readonly HashSet<(string Rule, UInt128 Fingerprint)> _seen = [];
    private readonly byte[] _name = new byte[LongestName];
    private int _nameLength;
    private PlaceKind _place;
    private long _allowed;

    public DirectionRules Rules { get; } = rules;

    /// <summary>Bytes given to decoders and expressions so far.</summary>
    public long Work { get; private set; }

    public bool BudgetSpent { get; private set; }

    public MessageContext Context { get; private set; } = null!;

    public DateTimeOffset Now { get; set; }

    public void Begin(MessageContext context, DateTimeOffset now)
    {
        (Context, Now) = (context, now);
        (Work, _allowed, BudgetSpent) = (0, WorkAtStart, false);
        _seen.Clear();
    }

    /// <summary>Says which part of the message comes now, and how long it is as far as it is at hand.</summary>
    public void Enter(PlaceKind place, ReadOnlySpan<byte> name, int length)
    {
        _place = place;
        _nameLength = Math.Min(name.Length, LongestName);
        name[.._nameLength].CopyTo(_name);
        _allowed += WorkPerByte * length;
    }

    /// <summary>Counts work; false where none is left.</summary>
    public bool Charge(long bytes)
    {
        Work += bytes;
        BudgetSpent |= Work > _allowed;
        return !BudgetSpent;
    }

    /// <summary>Runs a rule's expression over a stretch of a view.</summary>
    public void Execute(ViewStream view, RuleSet set, Run run, ViewEnd viewEnd)
    {
        var start = (int)(run.Start - view.Base);
        var length = (int)Math.Min(run.End - view.Base, view.Held.Length) - start;
        if (length <= 0 || !Charge(length))
            return;
        var rule = set.Rules[run.Rule];
        var chars = ArrayPool<char>.Shared.Rent(length);
        Encoding.Latin1.GetChars(view.Held.Slice(start, length), chars);
        var text = chars.AsSpan(0, length);
        var from = 0;
        for (var retries = 0; from < length && retries < MostRetries;)
        {
            var matches = rule.Expression.EnumerateMatches(text, from);
            if (!matches.MoveNext())
                break;
            var (at, matched) = (matches.Current.Index, matches.Current.Length);
            if (matched > 0 && Accept(view, rule, (start + at)..(start + at + matched), viewEnd))
            {
                from = at + matched;
                continue;
            }

            from = at + 1;
            retries++;
            if (!Charge(length - from))
                break;
        }

        text.Clear();
        ArrayPool<char>.Shared.Return(chars);
    }

    private bool Accept(ViewStream view, Rule rule, Range range, ViewEnd viewEnd)
    {
        var held = view.Held;
        var (start, end) = (range.Start.Value, range.End.Value);
        if (rule.Info.Boundary != RuleBoundary.None
            && ((start == 0 && view.StartsInside) || (end == held.Length && viewEnd.IsInside)
                || !Neighbours.Allow(rule.Info.Boundary, held, range, _place == PlaceKind.Target)))
        {
            return false;
        }

        var left = Math.Max(0, start - ViewStream.Surroundings);
        var right = Math.Min(held.Length, end + ViewStream.Surroundings);
        var match = new RawMatch(rule, held[left..right], start - left, end - start);
        foreach (var validator in rule.Validators)
        {
            if (!validator.Accepts(match.Value))
                return false;
        }

        if (view.Take(rule, start, viewEnd.IsPeek) && Charge(WorkPerMatch))
            Report(match);
        return true;
    }

    private void Report(in RawMatch match)
    {
        var place = new Place(_place, _name.AsSpan(0, _nameLength)).Within(match.Surroundings, match.Start);
        var verdict = detector.Judge.Judge(match, place, Context.Host);
        if (!verdict.IsFinding)
            return;
        var fingerprint = detector.Redactor.Fingerprint(match);
        if (!_seen.Add((match.Rule.Info.Name, fingerprint)))
            return;
        if (_seen.Count > MostFindings)
        {
            BudgetSpent = true;
            return;
        }

        found.Add(new Detected(detector.Redactor.Redact(match, verdict.Severity, Context, Now), match.Rule.Info.Id, fingerprint));
    }
}
