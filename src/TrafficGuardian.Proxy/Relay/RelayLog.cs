using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Tls;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>
/// What the relay writes to the log: kinds, ports, and the operator's own upstream proxy. Never a host that a client
/// named, for a name can carry a secret out.
/// </summary>
internal static partial class RelayLog
{
    public static void UpstreamFailed(ILogger logger, UpstreamFailure failure) =>
        UpstreamFailed(logger, failure.Side, failure.Kind, failure.AtProxy ? failure.Peer : "port " + failure.Peer[(failure.Peer.LastIndexOf(':') + 1)..]);

    [LoggerMessage(1, LogLevel.Warning, "{Side} failed ({Kind}): {Where}")]
    private static partial void UpstreamFailed(ILogger logger, string side, FailureKind kind, string where);

    [LoggerMessage(3, LogLevel.Information, "TLS to an upstream was left to the client ({Fault}): port {Port}")]
    public static partial void NotOpened(ILogger logger, TlsFault fault, int port);

    [LoggerMessage(4, LogLevel.Information, "A TLS hello was not whole in time: port {Port}")]
    public static partial void HelloTooSlow(ILogger logger, int port);

    [LoggerMessage(2, LogLevel.Error, "A connection ended by a fault of the relay")]
    public static partial void ConnectionFailed(ILogger logger, Exception fault);
}
