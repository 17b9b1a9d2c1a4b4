namespace TrafficGuardian.Cli.Mcp;

/// <summary>What came on a line.</summary>
internal enum EnvelopeKind
{
    /// <summary>Not JSON, or nested too deep.</summary>
    NoJson,

    /// <summary>JSON, and no message of JSON-RPC.</summary>
    Invalid,

    /// <summary>A request for a method that is not served.</summary>
    Unserved,

    Request,

    Notification,

    /// <summary>A message that asks nothing and changes nothing here.</summary>
    Ignored,
}
