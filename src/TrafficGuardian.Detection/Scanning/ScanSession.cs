using System.Buffers;
using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Rules;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// What the views of one message share: where they are, what was found, and what it may cost.
/// Runs expressions and takes each match through boundary, validators, judge and redactor.
/// </summary>
internal sealed class ScanSession
{
    // A match that its neighbours or validators refuse may hide others that begin inside it.
    private const int MostRetries = 6;
    private const int LongestName = 128;

    private readonly Detector _detector;
    private readonly SplitMatcher _split;
    private readonly byte[] _name = new byte[LongestName];
    private readonly byte[] _bodyStart = new byte[MediaBytes.Start];
    private int _nameLength;
    private int _bodyStartLength;
    private PlaceKind _place;

    public ScanSession(Detector detector, DirectionRules rules, List<Detected> found)
    {
        (_detector, Rules) = (detector, rules);
        _split = new SplitMatcher(this);
        Findings = new SessionFindings(this, detector, found);
    }

    public DirectionRules Rules { get; }

    /// <summary>What was found.</summary>
    public SessionFindings Findings { get; }

    public WorkBudget Budget { get; } = new();

    public MessageContext Context { get; private set; } = null!;

    public DateTimeOffset Now { get; set; }

    /// <summary>The part of the message that is read.</summary>
    public Place Place => new(_place, _name.AsSpan(0, _nameLength));

    /// <summary>Whether every rule that knows a command tells of it: for the proof of rules.</summary>
    public bool TellsAll { get; set; }

    public void Begin(MessageContext context, DateTimeOffset now)
    {
        (Context, Now) = (context, now);
        Budget.Begin();
        Findings.Begin();
        _bodyStartLength = 0;
    }

    /// <summary>Takes the first bytes of the body, which tell what it is.</summary>
    public void BeginBody(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, _bodyStart.Length - _bodyStartLength);
        bytes[..taken].CopyTo(_bodyStart.AsSpan(_bodyStartLength));
        _bodyStartLength += taken;
    }

    /// <summary>Whether what is matched lies in a body that is an image, sound or film.</summary>
    public bool IsMedia => _place == PlaceKind.Body && MediaBytes.Begin(_bodyStart.AsSpan(0, _bodyStartLength));

    /// <summary>Says which part of the message comes now, and how long it is as far as it is at hand.</summary>
    public void Enter(PlaceKind place, ReadOnlySpan<byte> name, int length)
    {
        _place = place;
        _nameLength = Math.Min(name.Length, LongestName);
        name[.._nameLength].CopyTo(_name);
        Budget.Allow(length);
    }

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
        if (!rule.NeedsService || ServiceNames.IsIn(chars.AsSpan(0, length)))
            Match(view, rule, chars.AsSpan(0, length), new MatchEdges(start, viewEnd));
        chars.AsSpan(0, length).Clear();
        ArrayPool<char>.Shared.Return(chars);
        if (rule.IsSplittable && !viewEnd.IsPeek && view.Joined is null)
            _split.Match(view, rule, start, length);
    }

    /// <summary>Whether the validators of a rule let a match count.</summary>
    public bool IsValid(Rule rule, in RawMatch match)
    {
        if (!Budget.ChargeValidation(rule, match.Length))
            return false;
        foreach (var validator in rule.Validators)
        {
            if (!validator.Accepts(validator.OfMatch ? match.Announced : match.Value))
                return false;
        }

        return true;
    }

    /// <summary>Looks for data in the labels of a host name; true where some was found.</summary>
    public bool HostLabels(ReadOnlySpan<byte> host)
    {
        Enter(PlaceKind.Host, default, host.Length);
        var rule = Validators.HostLabels.HoldText(host, out var at) ? _detector.HostRules.Text
            : Validators.HostLabels.AreRandom(host, out at) ? _detector.HostRules.Random : null;
        if (rule is null)
            return false;
        Findings.Report(new RawMatch(rule, host, at.Start.Value, at.End.Value - at.Start.Value), default);
        return true;
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
            if (!Budget.Charge(rule, WorkBudget.OfMatch(end - at)))
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
        var held = view.Held;
        if (view.Joined is { } joined)
            return joined.IsNews(range) && JoinedValue.IsBounded(joined, rule, held, range, viewEnd);
        if (rule.Info.Boundary == RuleBoundary.None)
            return true;
        if ((range.Start.Value == 0 && view.StartsInside) || (range.End.Value == held.Length && viewEnd.IsInside))
            return false;
        return Neighbours.Allow(rule.Info.Boundary, held, range, _place == PlaceKind.Target || IsProduct)
            || (rule.Info.Boundary is RuleBoundary.Token or RuleBoundary.Word && GluedValue.Counts(rule, held, range, isOpen: (view.StartsInside, viewEnd.IsInside)));
    }

    // A slash parts a product's name from its version (RFC 9110 section 10.1.5).
    private bool IsProduct => _place == PlaceKind.Header && Ascii.EqualsIgnoreCase(_name.AsSpan(0, _nameLength), "user-agent"u8);

    private bool Accept(ViewStream view, Rule rule, Range range, ViewEnd viewEnd)
    {
        var held = view.Held;
        var (start, end) = (range.Start.Value, range.End.Value);
        if (view.Joined is { } joined && (!Budget.Charge(rule, 2 * (end - start)) || joined.IsTold(rule, range)))
            return true;
        // What else a client sent is no surroundings of a secret.
        var reach = view.Joined is null ? ViewStream.Surroundings : 0;
        var left = Math.Max(0, start - reach);
        var right = Math.Min(held.Length, end + reach);
        var match = new RawMatch(rule, held[left..right], start - left, end - start);
        if (!IsValid(rule, match))
            return false;
        if (view.Take(rule, start, viewEnd.IsPeek) && Budget.Charge(rule, WorkBudget.PerMatch))
            Findings.Report(match, new MatchSource(view, start) { Read = end - start });
        return true;
    }

    // Where the text that is matched begins in what the view holds, and how the view ends.
    private readonly record struct MatchEdges(int Start, ViewEnd End);
}
