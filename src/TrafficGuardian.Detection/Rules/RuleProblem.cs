namespace TrafficGuardian.Detection.Rules;

/// <summary>What is wrong with a rule file, and where. Never quotes the file.</summary>
/// <param name="Source">The file's name.</param>
/// <param name="Line">Line, from 1; 0 where the whole file is meant.</param>
/// <param name="Column">Column in bytes, from 1; 0 where the whole line is meant.</param>
/// <param name="Rule">The rule's id, where one could be read.</param>
/// <param name="Message">Cause and remedy.</param>
public sealed record RuleProblem(string Source, int Line, int Column, string? Rule, string Message)
{
    public override string ToString() =>
        $"{Source}:{Line}:{Column}: {(Rule is null ? "" : $"rule '{Rule}': ")}{Message}";
}
