using System.Runtime.InteropServices;
using TrafficGuardian.Detection.Rules;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Bounds what one message may cost. Work is counted in what it takes to give one byte to an expression; what is allowed
/// grows with the message, so after a flood the rest is looked at again. No rule can spend more than its share, so a flood
/// of one rule's literals blinds that rule only.
/// </summary>
internal sealed class WorkBudget
{
    /// <summary>What each attempt to match takes beyond its bytes.</summary>
    public const int PerAttempt = 16;

    /// <summary>Bytes that are looked through for what one given to an expression takes.</summary>
    public const int PassedPerWork = 64;

    /// <summary>What it takes to judge and fingerprint a match.</summary>
    public const int PerMatch = 512;

    /// <summary>What it takes to redact one.</summary>
    public const int PerFinding = 2048;

    /// <summary>Most findings of one rule in one message, and most of all rules; more tell an operator nothing.</summary>
    public const int MostFindingsOfRule = 64;
    public const int MostFindings = 256;

    // Honest traffic needs up to four a byte, and that only where JSON is nested in JSON.
    private const long AtStart = 1 << 17;
    private const long PerByte = 5;
    private const long AtEnd = 1 << 16;

    // An expression may have to read each of a few views in full.
    private const int RulesPerBudget = 2;

    // The engine reads a match backwards for its start and once more for its end. For one as long as a key that is paid with the attempt.
    private const int PerMatched = 2;
    private const int Key = 64;

    private const int ValidationPerByte = 8;
    private const int LongestValidated = 512;
    private const int DecodedPerWork = 2;

    // A few bytes can inflate to thousands, so these cost what makes the sum grow with the message.
    private const int PerInflation = 4096;
    private const int WorkPerInflated = 8;

    private readonly Dictionary<Rule, Share> _shares = [];
    private long _allowed;
    private int _findings;

    /// <summary>Work done so far.</summary>
    public long Work { get; private set; }

    /// <summary>Whether something was not looked at since there was no work left for it.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>What it takes to find a match of a length, beyond the bytes that are read once.</summary>
    public static int OfMatch(int length) => PerAttempt + PerMatched * Math.Max(0, length - Key);

    public void Begin()
    {
        (Work, _allowed, IsSpent, _findings) = (0, AtStart, false, 0);
        _shares.Clear();
    }

    /// <summary>Allows work for so many bytes of the message.</summary>
    public void Allow(int length) => _allowed += PerByte * length;

    /// <summary>Allows work for what is held back at the end, whatever was spent before.</summary>
    public void AllowEnd() => _allowed = Math.Max(_allowed, Work) + AtEnd;

    /// <summary>Whether decoders may do more.</summary>
    public bool MayDecode()
    {
        if (Work <= _allowed)
            return true;
        IsSpent = true;
        return false;
    }

    /// <summary>Counts what it takes to begin to inflate something; false where enough was inflated.</summary>
    public bool TryChargeInflation()
    {
        if (!MayDecode())
            return false;
        Work += PerInflation;
        return true;
    }

    /// <summary>Counts bytes that were inflated.</summary>
    public void ChargeInflated(int bytes) => Work += bytes * WorkPerInflated;

    /// <summary>Counts bytes that went through a decoder.</summary>
    public void ChargeDecoding(int bytes) => Work += bytes / DecodedPerWork;

    /// <summary>Counts work for a rule; false where it may do no more.</summary>
    public bool Charge(Rule rule, int work)
    {
        ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(_shares, rule, out _);
        if (Work > _allowed || share.Work > _allowed / RulesPerBudget || share.Findings >= MostFindingsOfRule)
        {
            IsSpent = true;
            return false;
        }

        Work += work;
        share.Work += work;
        return true;
    }

    /// <summary>Counts what the validators of a rule take for a match.</summary>
    public bool ChargeValidation(Rule rule, int length) => rule.Validators.Length == 0
        || Charge(rule, PerAttempt + ValidationPerByte * Math.Min(length, LongestValidated));

    /// <summary>Counts a finding of a rule; false where there are enough.</summary>
    public bool ChargeFinding(Rule rule)
    {
        if (_findings == MostFindings)
        {
            IsSpent = true;
            return false;
        }

        // The number of findings bounds this work; it does not count against the rule's share.
        Work += PerFinding;
        _findings++;
        CollectionsMarshal.GetValueRefOrAddDefault(_shares, rule, out _).Findings++;
        return true;
    }

    private struct Share
    {
        public long Work;
        public int Findings;
    }
}
