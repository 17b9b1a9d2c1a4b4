namespace TrafficGuardian.Detection.Rules;

/// <summary>Which part of a match is the value that validators look at.</summary>
public enum RuleValue
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>The last run of token characters: for rules whose match begins with a keyword.</summary>
    LastToken,
}
