namespace TrafficGuardian.Detection.Streaming;

/// <summary>How a body carries texts that come in pieces.</summary>
internal enum StreamForm
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Server-sent events: the JSON stands in lines that begin with <c>data:</c>.</summary>
    Events,

    /// <summary>JSON values one after the other: a line each, or the elements of one array.</summary>
    Values,
}
