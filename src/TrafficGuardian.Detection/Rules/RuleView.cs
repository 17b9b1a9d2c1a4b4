namespace TrafficGuardian.Detection.Rules;

/// <summary>The form of a text that a rule looks at.</summary>
public enum RuleView
{
    /// <summary>The text as sent, and with its escapes undone.</summary>
    Text,

    /// <summary>The same in the form a shell would see: quotes and backslashes in words dropped, white space folded.</summary>
    Command,
}
