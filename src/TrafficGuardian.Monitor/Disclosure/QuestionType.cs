namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>What can be asked, as a request's <c>type</c> spells it.</summary>
public static class QuestionType
{
    public const string Status = "traffic_status";
    public const string Findings = "traffic_findings";
    public const string CheckConfig = "traffic_check_config";

    /// <summary>Whether there is such a question.</summary>
    public static bool Exists(string type) => type is Status or Findings or CheckConfig;
}
