using System.Buffers;
using System.Text;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>
/// Decides which bytes of a text may not be shown. Hides too much rather than too little: the rules are applied
/// without their boundaries and validators.
/// </summary>
/// <param name="rules">The rules, some of whose matches are secrets.</param>
internal sealed class SecretMask(RuleSet rules)
{
    private static readonly SearchValues<byte> BeforeValues = SearchValues.Create(" \t:=>\"'`\\"u8);

    /// <summary>Hides whatever looks like a secret round a match, and in it where it is a command or a path.</summary>
    public void Hide(ReadOnlySpan<byte> text, Range match, Span<bool> hidden)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var chars = rented.AsSpan(0, text.Length);
        Encoding.Latin1.GetChars(text, chars);
        HideRuleMatches(text, chars, hidden);
        KeyBodies.HidePrivateKeys(text, hidden);
        KeyBodies.HideUserInfo(text, hidden);
        NamedValues.Hide(text, chars, match, hidden);
        RandomTokens.Hide(text, hidden);
        // The pool is shared by all that the process does: nothing of a message may stay in it.
        chars.Clear();
        ArrayPool<char>.Shared.Return(rented);
    }

    /// <summary>Hides what the rules find in a text that holds no match.</summary>
    public void HideAll(ReadOnlySpan<byte> text, Span<bool> hidden)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var chars = rented.AsSpan(0, text.Length);
        Encoding.Latin1.GetChars(text, chars);
        HideRuleMatches(text, chars, hidden);
        chars.Clear();
        ArrayPool<char>.Shared.Return(rented);
    }

    private void HideRuleMatches(ReadOnlySpan<byte> text, ReadOnlySpan<char> chars, Span<bool> hidden)
    {
        var hits = new List<LiteralHit>();
        rules.Prefilter.Find(text, 0, text.Length, hits);
        if (hits.Count == 0)
            return;
        var done = new int[rules.Rules.Length];
        hits.Sort(static (a, b) => a.Position - b.Position);
        foreach (var hit in hits)
        {
            if (!rules.Holds(hit.Rule, out var index) || !rules.Rules[index].Info.Pattern.MatchIsSecret)
                continue;
            var rule = rules.Rules[index];
            var start = Math.Max(done[index], hit.Position - rule.Info.Before);
            var end = Math.Min(text.Length, hit.Position + rule.Info.After);
            if (start >= end)
                continue;
            foreach (var found in rule.Expression.EnumerateMatches(chars[start..end]))
            {
                HideValue(rule, text.Slice(start + found.Index, found.Length), hidden.Slice(start + found.Index, found.Length));
                done[index] = start + found.Index + found.Length;
            }
        }
    }

    // A name that announces a value is no secret, and tells what the value was. All behind the name is hidden, whatever counts as value;
    // a sign behind the last token parts nothing: it pads.
    private static void HideValue(Rule rule, ReadOnlySpan<byte> match, Span<bool> hidden)
    {
        var separator = -1;
        if (rule.Info.Value == RuleValue.LastToken && match.Overlaps(Neighbours.LastToken(match), out var token))
            separator = match[..token].IndexOfAny((byte)':', (byte)'=');
        var start = separator < 0 ? 0 : separator + Math.Max(0, match[separator..].IndexOfAnyExcept(BeforeValues));
        hidden[start..].Fill(true);
    }
}
