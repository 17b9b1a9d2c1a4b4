namespace TrafficGuardian.Detection.Tests.Exfil;

/// <summary>The places of a request that a value can stand in, and the ways it can be written there.</summary>
public enum OutboundPlace
{
    Target,
    Header,
    Body,
    Form,
    JsonString,
    JsonEscaped,
    JsonInJson,
    PercentEncoded,
    HtmlEntities,
}
