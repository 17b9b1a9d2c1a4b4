namespace TrafficGuardian.Detection.Findings;

/// <summary>What made a request that an operator may want to review.</summary>
public enum ReviewSource
{
    /// <summary>A request to the service itself.</summary>
    HttpRequest,

    /// <summary>A plugin or tool of OpenClaw, or a request that calls one.</summary>
    ToolRequest,

    /// <summary>Nothing tells.</summary>
    Unknown,
}
