using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Redaction;

/// <summary>How findings name the causes for which something can't be read.</summary>
internal static class UninspectableText
{
    /// <summary>The cause in the place of a rule's name, so that one cause can be switched off or excepted.</summary>
    public static string NameOf(UninspectableCause cause) => cause switch
    {
        UninspectableCause.Certificate => "certificate",
        UninspectableCause.Pinning => "pinning",
        UninspectableCause.Mismatch => "mismatch",
        UninspectableCause.Frame => "frame",
        UninspectableCause.Coding => "coding",
        _ => "deflate",
    };

    /// <summary>What an operator reads.</summary>
    public static string Of(UninspectableCause cause) => cause switch
    {
        UninspectableCause.Certificate =>
            "TLS certificate of the upstream could not be verified; the connection was left alone",
        UninspectableCause.Pinning => "this client rejects the monitor's certificate; left alone for an hour",
        UninspectableCause.Mismatch => "this client takes no TLS version, certificate or cipher of the monitor's; left to its server",
        UninspectableCause.Frame => "WebSocket frames break their protocol; what follows can't be read",
        UninspectableCause.Coding => "body does not decode as its Content-Encoding says",
        _ => "compressed WebSocket message does not inflate",
    };
}
