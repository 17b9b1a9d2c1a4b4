namespace TrafficGuardian.Detection.Sequences;

/// <summary>What a tool does by itself.</summary>
internal enum ToolKind
{
    Other,
    Read,
    Write,
    Fetch,
    Send,
}
