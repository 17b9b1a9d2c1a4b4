namespace TrafficGuardian.Detection.Rules;

/// <summary>What may not stand directly left and right of a match.</summary>
public enum RuleBoundary
{
    /// <summary>Anything may.</summary>
    None,

    /// <summary>No letter, digit or underscore.</summary>
    Word,

    /// <summary>No character of a token: letters, digits, <c>_ + / -</c>, on the right <c>=</c> too is allowed (padding, <c>key=VALUE</c>).</summary>
    Token,

    /// <summary>No letter, digit, underscore or hyphen; left, a match that begins with <c>/ ~ .</c> may follow anything.</summary>
    Path,
}
