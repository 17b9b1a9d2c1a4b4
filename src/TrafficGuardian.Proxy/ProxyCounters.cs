namespace TrafficGuardian.Proxy;

/// <summary>What the proxy has carried since it was made. Read at any time from any thread.</summary>
public sealed class ProxyCounters
{
    private long _exchanges;
    private long _tunnels;
    private long _webSocketMessages;
    private long _bytesOutbound;
    private long _bytesInbound;
    private long _active;
    private long _upstreamFailures;
    private long _refusedClients;
    private long _refusedConnections;
    private long _refusedDestinations;
    private long _malformedRequests;

    /// <summary>Requests seen, those inside readable tunnels included.</summary>
    public long Exchanges => Interlocked.Read(ref _exchanges);

    /// <summary>CONNECT requests answered with 200.</summary>
    public long Tunnels => Interlocked.Read(ref _tunnels);

    public long WebSocketMessages => Interlocked.Read(ref _webSocketMessages);

    /// <summary>Bytes sent to upstreams.</summary>
    public long BytesOutbound => Interlocked.Read(ref _bytesOutbound);

    /// <summary>Bytes received from upstreams.</summary>
    public long BytesInbound => Interlocked.Read(ref _bytesInbound);

    /// <summary>Downstream connections open now.</summary>
    public long Active => Interlocked.Read(ref _active);

    /// <summary>Requests that were answered with 502 or 504.</summary>
    public long UpstreamFailures => Interlocked.Read(ref _upstreamFailures);

    /// <summary>Connections closed at once because their address is not among the allowed clients.</summary>
    public long RefusedClients => Interlocked.Read(ref _refusedClients);

    /// <summary>
    /// Connections closed at once because their client has <see cref="ProxyOptions.MaxConnectionsOfRemoteClient"/> open, or all clients
    /// together <see cref="ProxyOptions.MaxConnections"/> of which none is idle.
    /// </summary>
    public long RefusedConnections => Interlocked.Read(ref _refusedConnections);

    /// <summary>Requests that were answered with 403, because the client may not reach their destination.</summary>
    public long RefusedDestinations => Interlocked.Read(ref _refusedDestinations);

    /// <summary>Requests that were answered with 400, 408 or 431.</summary>
    public long MalformedRequests => Interlocked.Read(ref _malformedRequests);

    internal void AddExchange() => Interlocked.Increment(ref _exchanges);

    internal void AddTunnel() => Interlocked.Increment(ref _tunnels);

    internal void AddWebSocketMessage() => Interlocked.Increment(ref _webSocketMessages);

    internal void AddOutbound(long bytes) => Interlocked.Add(ref _bytesOutbound, bytes);

    internal void AddInbound(long bytes) => Interlocked.Add(ref _bytesInbound, bytes);

    internal void Opened() => Interlocked.Increment(ref _active);

    internal void Closed() => Interlocked.Decrement(ref _active);

    internal void AddUpstreamFailure() => Interlocked.Increment(ref _upstreamFailures);

    /// <returns>How many there are now.</returns>
    internal long AddRefusedClient() => Interlocked.Increment(ref _refusedClients);

    /// <returns>How many there are now.</returns>
    internal long AddRefusedConnection() => Interlocked.Increment(ref _refusedConnections);

    internal void AddRefusedDestination() => Interlocked.Increment(ref _refusedDestinations);

    internal void AddMalformedRequest() => Interlocked.Increment(ref _malformedRequests);
}
