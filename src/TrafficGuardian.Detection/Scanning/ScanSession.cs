using System.Buffers;
using System.Text;
using TrafficGuardian.Detection.Decoding;
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
internal sealed class ScanSession(Detector detector, DirectionRules rules, List<Detected> found)
{
    // A match that its neighbours or validators refuse may hide others that begin inside it.
    private const int MostRetries = 6;
    private const int LongestName = 128;
    private const int MostGlued = 4;
    private const int LeastGlued = 20;

    private readonly HashSet<(Rule Rule, UInt128 Fingerprint)> _seen = [];
    private readonly Dictionary<(Rule Rule, UInt128 Fingerprint), Detected> _contestants = [];
    private readonly HashSet<object> _won = new(ReferenceEqualityComparer.Instance);
    private readonly List<Detected> _winners = [];
    private readonly byte[] _name = new byte[LongestName];
    private readonly byte[] _bodyStart = new byte[MediaBytes.Start];
    private int _nameLength;
    private int _bodyStartLength;
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
        _contestants.Clear();
        _won.Clear();
        _bodyStartLength = 0;
    }

    /// <summary>Takes the first bytes of the body, which tell what it is.</summary>
    public void BeginBody(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, _bodyStart.Length - _bodyStartLength);
        bytes[..taken].CopyTo(_bodyStart.AsSpan(_bodyStartLength));
        _bodyStartLength += taken;
    }

    private bool IsMedia => _place == PlaceKind.Body && MediaBytes.Begin(_bodyStart.AsSpan(0, _bodyStartLength));

    /// <summary>Says which part of the message comes now, and how long it is as far as it is at hand.</summary>
    public void Enter(PlaceKind place, ReadOnlySpan<byte> name, int length)
    {
        _place = place;
        _nameLength = Math.Min(name.Length, LongestName);
        name[.._nameLength].CopyTo(_name);
        Budget.Allow(length);
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
            MatchSplit(view, rule, start, length);
    }

    // Where a literal stands but the rest of the value is somewhere behind, in parts.
    private void MatchSplit(ViewStream view, Rule rule, int start, int length)
    {
        var text = view.Held[start..];
        foreach (var literal in rule.Literals)
        {
            for (var at = text[..length].IndexOf(literal); at >= 0;)
            {
                var value = text[at..Math.Min(text.Length, at + rule.Info.After + SplitText.Reach)];
                if (start + at == 0 || !char.IsAsciiLetterOrDigit((char)view.Held[start + at - 1]))
                    MatchJoined(view, rule, value, literal, start + at);
                var next = at + literal.Length >= length ? -1 : text[(at + literal.Length)..length].IndexOf(literal);
                at = next < 0 ? -1 : at + literal.Length + next;
            }
        }
    }

    private void MatchJoined(ViewStream view, Rule rule, ReadOnlySpan<byte> value, ReadOnlySpan<byte> literal, int start)
    {
        if (!Budget.Charge(rule, WorkBudget.PerAttempt + value.Length / WorkBudget.PassedPerWork))
            return;
        var joined = ArrayPool<byte>.Shared.Rent(value.Length);
        var (first, withoutLast, whole) = SplitText.Join(value, literal, _place == PlaceKind.Target, joined);
        // Where the first part is a match by itself, what follows is something else.
        if (whole > 0 && !TryJoined(view, rule, joined.AsSpan(0, first), start, isWhole: true)
            && !TryJoined(view, rule, joined.AsSpan(0, whole), start))
        {
            TryJoined(view, rule, joined.AsSpan(0, withoutLast), start);
        }

        joined.AsSpan(0, whole).Clear();
        ArrayPool<byte>.Shared.Return(joined);
    }

    private bool TryJoined(ViewStream view, Rule rule, ReadOnlySpan<byte> text, int start, bool isWhole = false)
    {
        if (text.Length > rule.Info.After)
            text = text[..rule.Info.After];
        if (!Budget.Charge(rule, text.Length + WorkBudget.PerAttempt))
            return true;
        Span<char> chars = stackalloc char[RuleDraftCheck.MaxAfter];
        Encoding.Latin1.GetChars(text, chars);
        var matches = rule.Expression.EnumerateMatches(chars[..text.Length]);
        if (!matches.MoveNext())
            return false;
        if (isWhole)
            return true;
        var match = new RawMatch(rule, text, matches.Current.Index, matches.Current.Length);
        var end = matches.Current.Index + matches.Current.Length;
        if (!Neighbours.Allow(rule.Info.Boundary, text, matches.Current.Index..end, inTarget: false) || !IsValid(rule, match))
            return false;
        if (Budget.Charge(rule, WorkBudget.PerMatch))
            Report(match, new MatchSource(view, start, IsSplit: true) { Read = match.Length });
        return true;
    }

    private bool IsValid(Rule rule, in RawMatch match)
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
        var rule = Validators.HostLabels.HoldText(host, out var at) ? detector.HostRules.Text
            : Validators.HostLabels.AreRandom(host, out at) ? detector.HostRules.Random : null;
        if (rule is null)
            return false;
        Report(new RawMatch(rule, host, at.Start.Value, at.End.Value - at.Start.Value), default);
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
        var held = view.Held;
        if (view.Joined is { } joined)
            return joined.IsNews(range) && IsBounded(joined, rule, held, range, viewEnd);
        if (rule.Info.Boundary == RuleBoundary.None)
            return true;
        if ((range.Start.Value == 0 && view.StartsInside) || (range.End.Value == held.Length && viewEnd.IsInside))
            return false;
        return Neighbours.Allow(rule.Info.Boundary, held, range, _place == PlaceKind.Target || IsProduct)
            || (rule.Info.Boundary is RuleBoundary.Token or RuleBoundary.Word && IsGlued(rule, held, range, isOpen: (view.StartsInside, viewEnd.IsInside)));
    }

    // A slash parts a product's name from its version (RFC 9110 section 10.1.5).
    private bool IsProduct => _place == PlaceKind.Header && Ascii.EqualsIgnoreCase(_name.AsSpan(0, _nameLength), "user-agent"u8);

    private static bool IsGlued(Rule rule, ReadOnlySpan<byte> text, Range range, (bool Before, bool Behind) isOpen)
    {
        var (start, length) = (range.Start.Value, range.End.Value - range.Start.Value);
        var beforeIsFree = Neighbours.Allow(rule.Info.Boundary, text[..(start + length)], start..(start + length), inTarget: false);
        var behindIsFree = Neighbours.Allow(rule.Info.Boundary, text[start..], ..length, inTarget: false);
        return (behindIsFree && StartsAnew(rule, text, start, length, isOpen.Before)) || (beforeIsFree && EndsInOther(rule, text, start, length, isOpen.Behind));
    }

    // A few small letters behind a value of large ones and digits, and nothing more.
    private static bool EndsInOther(Rule rule, ReadOnlySpan<byte> text, int start, int length, bool isOpen)
    {
        var end = start + length;
        if (length < LeastGlued || !rule.IsDistinctAt(text[start..]) || text[start..end].IndexOfAnyInRange((byte)'a', (byte)'z') >= 0)
            return false;
        var at = end;
        while (at < text.Length && at - end <= MostGlued && char.IsAsciiLetterLower((char)text[at]))
            at++;
        return at - end <= MostGlued && (at == text.Length ? !isOpen : text[at] is (byte)'"' or (byte)'\'' or (byte)'&' or (byte)' ' or (byte)'\n' or (byte)',');
    }

    // Behind the scheme of an address, or a few letters that are put before a key to hide it and begin a token of their own.
    private static bool StartsAnew(Rule rule, ReadOnlySpan<byte> text, int start, int length, bool isOpen)
    {
        if (start >= 3 && text[(start - 3)..start].SequenceEqual("://"u8))
            return true;
        if (length < LeastGlued || !rule.IsDistinctAt(text[start..]))
            return false;
        // What is all large letters and digits goes on to the left in those (EURASIA), not in small ones.
        var isLarge = text.Slice(start, length).IndexOfAnyInRange((byte)'a', (byte)'z') < 0;
        var at = start;
        while (at > 0 && start - at <= MostGlued && (isLarge ? char.IsAsciiLetterLower((char)text[at - 1]) : char.IsAsciiLetterOrDigit((char)text[at - 1])))
            at--;
        return start - at <= MostGlued && (at == 0 ? !isOpen : text[at - 1] is (byte)'"' or (byte)'\'' or (byte)'=' or (byte)' ' or (byte)'\n' or (byte)':');
    }

    // Where one value ends and the next begins is an end of the text to either side.
    private static bool IsBounded(SentText joined, Rule rule, ReadOnlySpan<byte> held, Range range, ViewEnd viewEnd)
    {
        var (start, end) = (range.Start.Value, range.End.Value);
        var from = joined.IsJoint(start) ? start : 0;
        var until = joined.IsJoint(end) ? end : held.Length;
        // A path may come about by chance where two texts meet: its parts are values that hold nothing else.
        if (rule.IsPath && !IsWholePath(joined, held, start, end))
            return false;
        return (end < held.Length || !viewEnd.IsInside)
            && Neighbours.Allow(rule.Info.Boundary, held[from..until], (start - from)..(end - from), inTarget: false);
    }

    private static bool IsWholePath(SentText joined, ReadOnlySpan<byte> held, int start, int end)
    {
        while (start > 0 && !joined.IsJoint(start))
        {
            if (!IsPathPart(held[--start]))
                return false;
        }

        while (end < held.Length && !joined.IsJoint(end))
        {
            if (!IsPathPart(held[end++]))
                return false;
        }

        return true;
    }

    private static bool IsPathPart(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'/' or (byte)'\\' or (byte)'.' or (byte)'_' or (byte)'-' or (byte)'~' or (byte)'$';

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
            Report(match, new MatchSource(view, start) { Read = end - start });
        return true;
    }

    private void Report(in RawMatch match, MatchSource source)
    {
        var place = new Place(_place, _name.AsSpan(0, _nameLength)).Within(match.Surroundings, match.Start);
        var verdict = detector.Judge.Judge(match, place, Context.Host, IsMedia);
        if (!verdict.IsFinding)
            return;
        var key = (match.Rule, detector.Redactor.Fingerprint(match));
        // One command may be known to several rules, one value to the rule of its service and to those for names.
        if (IsContested(match.Rule.Info.Pattern) && !TellsAll && source.View is { } view)
            Compete(view, match, verdict.Severity, key, source);
        else if (_seen.Add(key) && Budget.ChargeFinding(match.Rule))
            found.Add(Make(match, verdict.Severity, key.Item2, source));
    }

    // The same command in another view competes there anew: it was told where it won.
    private void Compete(ViewStream view, in RawMatch match, Severity severity, (Rule, UInt128) key, MatchSource source)
    {
        if (!_contestants.TryGetValue(key, out var detected))
        {
            if (!Budget.ChargeFinding(match.Rule))
                return;
            detected = Make(match, severity, key.Item2, source);
            _contestants.Add(key, detected);
        }

        view.Contest.Add(source.Place, source.Place + source.Read, detected);
    }

    private Detected Make(in RawMatch match, Severity severity, UInt128 fingerprint, MatchSource source) =>
        new(detector.Redactor.Redact(match, severity, Context, Now), match.Rule.Info.Id, fingerprint) { Wrapping = source.Wrapping(match.Length) };

    private static bool IsContested(PatternInfo pattern) =>
        pattern.ThreatType == ThreatType.Injection || pattern.Name == PatternCatalogue.VendorCredential;

    // Where a match stands in the view that it was found in; of a host name's labels there is none.
    private readonly record struct MatchSource(ViewStream? View, int Start, bool IsSplit = false)
    {
        /// <summary>How much an expression read: two that read the same place read the same command, whatever edges are trimmed.</summary>
        public int Read { get; init; }

        public long Place => (View?.Base ?? 0) + Start;

        public string Wrapping(int length)
        {
            var levels = new List<EncodingKind> { IsSplit ? EncodingKind.Split : EncodingKind.None };
            View?.Explain(Place, Place + length, levels);
            return EncodingNames.Of(levels);
        }
    }

    // Where the text that is matched begins in what the view holds, and how the view ends.
    private readonly record struct MatchEdges(int Start, ViewEnd End);
}
