using TrafficGuardian.Detection;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>The contexts of a connection's messages, made once a connection and kept at its <see cref="ExchangeInfo"/>.</summary>
internal sealed record ExchangeContexts(MessageContext Outbound, MessageContext Inbound)
{
    /// <summary>
    /// Characters of a host that findings name: the longest domain name (RFC 1035 section 2.3.4) and some.
    /// A longer one is no host, and must not make a finding's line longer than it may be.
    /// </summary>
    private const int MaxHostCharacters = 260;

    public static ExchangeContexts Of(ExchangeInfo info, InspectionOptions options)
    {
        if (info.ObserverState is ExchangeContexts known)
        {
            return known;
        }

        var outbound = Make(info, options, ProtocolOf(info.Protocol));
        var contexts = new ExchangeContexts(outbound, outbound with { Direction = Direction.Inbound });
        info.ObserverState = contexts;
        return contexts;
    }

    /// <summary>The context of a tunnel request, whatever is carried in the tunnel later.</summary>
    public static MessageContext OfTunnel(ExchangeInfo info, InspectionOptions options) =>
        Make(info, options, ProtocolOf(WireProtocol.Tunnel));

    private static MessageContext Make(ExchangeInfo info, InspectionOptions options, string protocol)
    {
        var source = info.Client.IsIPv4MappedToIPv6 ? info.Client.MapToIPv4() : info.Client;
        var (host, destination) = info.Host.Length <= MaxHostCharacters
            ? (info.Host, info.Destination)
            : (info.Host[..MaxHostCharacters], $"{info.Host[..MaxHostCharacters]}:{info.Port}");
        return new MessageContext(options.Platform, Direction.Outbound, protocol, source.ToString(), host, destination)
        {
            Resolved = info.Resolved,
            IsHostKnownInside = info.Resolved is not null && options.IsKnownInside(host),
            IsRefused = info.IsRefused,
            IsGiven = info.IsGiven,
        };
    }

    private static string ProtocolOf(WireProtocol protocol) => protocol switch
    {
        WireProtocol.Http => "http",
        WireProtocol.Https => "https",
        WireProtocol.WebSocket => "ws",
        WireProtocol.WebSocketSecure => "wss",
        _ => "tunnel",
    };
}
