using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>What the relay writes to the log: hosts, ports and kinds, never content.</summary>
internal static partial class RelayLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Side} failed ({Kind}): {Peer}")]
    public static partial void UpstreamFailed(ILogger logger, string side, FailureKind kind, string peer);

    [LoggerMessage(2, LogLevel.Error, "A connection ended by a fault of the relay")]
    public static partial void ConnectionFailed(ILogger logger, Exception fault);
}
