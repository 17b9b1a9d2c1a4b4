using System.Buffers;
using System.Text;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Redaction;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Matches values that are split into parts: where a literal stands but the rest of the value is somewhere behind.</summary>
internal sealed class SplitMatcher(ScanSession session)
{
    /// <summary>Looks at what begins with a rule's literal in a stretch of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="start">Index of the stretch's first byte in what the view holds.</param>
    /// <param name="length">How long the stretch is; the parts may lie behind it.</param>
    public void Match(ViewStream view, Rule rule, int start, int length)
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
        if (!session.Budget.Charge(rule, WorkBudget.PerAttempt + value.Length / WorkBudget.PassedPerWork))
            return;
        var joined = ArrayPool<byte>.Shared.Rent(value.Length);
        var (first, withoutLast, whole) = SplitText.Join(value, literal, session.Place.Kind == PlaceKind.Target, joined);
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
        if (!session.Budget.Charge(rule, text.Length + WorkBudget.PerAttempt))
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
        if (!Neighbours.Allow(rule.Info.Boundary, text, matches.Current.Index..end, inTarget: false) || !session.IsValid(rule, match))
            return false;
        if (session.Budget.Charge(rule, WorkBudget.PerMatch))
            session.Findings.Report(match, new MatchSource(view, start, IsSplit: true) { Read = match.Length });
        return true;
    }
}
