using System.Net;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy;

/// <summary>
/// A forward proxy that relays bytes unchanged and hands copies of them to an observer.
/// </summary>
public sealed class ProxyServer : IAsyncDisposable
{
    private readonly ProxyOptions _options;
    private readonly ITrafficObserver _observer;
    private readonly ILogger _logger;

    public ProxyServer(ProxyOptions options, ITrafficObserver observer, ILogger logger)
    {
        _options = options;
        _observer = observer;
        _logger = logger;
    }

    public ProxyCounters Counters { get; } = new();

    /// <summary>The address really bound.</summary>
    /// <exception cref="InvalidOperationException">The server has not been started.</exception>
    public IPEndPoint Endpoint => throw new InvalidOperationException($"not started: {_options.Listen} {_observer} {_logger}");

    /// <summary>Binds and begins to accept. Returns when connections are taken.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address is taken or can't be bound.</exception>
    public void Start() => throw new InvalidOperationException();

    /// <summary>Stops accepting, lets requests in flight finish for at most <paramref name="drain"/>, then cuts what is left.</summary>
    public Task StopAsync(TimeSpan drain) => throw new InvalidOperationException();

    public ValueTask DisposeAsync() => default;
}
