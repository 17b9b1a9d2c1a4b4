using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Proxy.Observation;
using TrafficGuardian.Proxy.Relay;
using TrafficGuardian.Proxy.Tls;
using TrafficGuardian.Proxy.Upstream;

namespace TrafficGuardian.Proxy;

/// <summary>
/// A forward proxy that relays bytes unchanged and hands copies of them to an observer.
/// </summary>
public sealed partial class ProxyServer : IAsyncDisposable
{
    private const int Backlog = 512;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long, at the end, a connection may take for its first request: whoever has just connected is about to send one, and
    /// would take a close for a failure.
    /// </summary>
    private static readonly TimeSpan FirstRequestWait = TimeSpan.FromMilliseconds(500);

    private readonly ProxyOptions _options;
    private readonly ILogger _logger;
    private readonly RelayContext _context;
    private readonly SelfTarget _self = new();
    private readonly RemoteClients _clients;
    private readonly OpenConnections _connections;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cutting = new();
    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly List<ProxyRoute> _routes = [];
    private IPEndPoint? _endpoint;
    private bool _disposed;

    public ProxyServer(ProxyOptions options, ITrafficObserver observer, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _clients = new RemoteClients(options.MaxConnectionsOfRemoteClient);
        _connections = new OpenConnections(options.MaxConnections, Counters, logger);
        var tls = new UpstreamTls(new CertificateJudge(options.UpstreamAuthorities, options.Time), options.ConnectTimeout, options.Time);
        _context = new RelayContext(options, new GuardedObserver(observer), Counters, new Dialer(options, _self), logger, _cutting.Token)
        {
            Tls = tls,
            Interceptor = options.Interception is { } interception
                ? new Interceptor(interception, tls, options.ConnectTimeout, options.Time)
                : null,
        };
    }

    public ProxyCounters Counters { get; } = new();

    /// <summary>The address really bound.</summary>
    /// <exception cref="InvalidOperationException">The server has not been started.</exception>
    public IPEndPoint Endpoint => _endpoint ?? throw new InvalidOperationException("The proxy has not been started.");

    /// <summary>Hosts that are left alone because a client rejects our certificate for them.</summary>
    public IReadOnlyList<BypassedHost> Bypassed => _context.Interceptor?.Pinning.Bypassed ?? [];

    /// <summary>Those of <see cref="ProxyOptions.Routes"/> that are served, with the addresses really bound.</summary>
    public IReadOnlyList<ProxyRoute> Routes => _routes;

    /// <summary>Binds and begins to accept. Returns when connections are taken.</summary>
    /// <exception cref="ListenException">An address is taken or can't be bound. Nothing is listened on then.</exception>
    public void Start()
    {
        try
        {
            var main = Bind(_options.Listen, _options.Listener);
            var routes = _options.Routes.Select(route => (Route: route, Socket: BindIfPossible(route))).ToList();
            _endpoint = Accept(main, route: null);
            foreach (var (route, socket) in routes)
            {
                if (socket is not null)
                    _routes.Add(route with { Listen = Accept(socket, route) });
            }
        }
        catch (ListenException)
        {
            _listeners.ForEach(static bound => bound.Dispose());
            throw;
        }
    }

    /// <summary>Stops accepting, lets requests in flight finish for at most <paramref name="drain"/>, then cuts what is left.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        _context.Stopping = true;
        await _stop.CancelAsync();
        // A listener that is closed under a waiting accept is shut down, for whoever else holds it too.
        await Task.WhenAll(_accepting);
        _listeners.ForEach(static listener => listener.Dispose());

        _connections.CloseIdle();
        var ended = _connections.Ended;
        try
        {
            var first = drain < FirstRequestWait ? drain : FirstRequestWait;
            if (!await EndedWithinAsync(ended, first))
            {
                _connections.CloseIdle(evenUnused: true);
                await ended.WaitAsync(drain - first, _options.Time);
            }
        }
        catch (TimeoutException)
        {
            Cutting(_logger, _connections.Count);
            _connections.Cut();
            await _cutting.CancelAsync();
            await ended;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await StopAsync(TimeSpan.Zero);
        _stop.Dispose();
        _cutting.Dispose();
    }

    private async Task<bool> EndedWithinAsync(Task ended, TimeSpan time)
    {
        try
        {
            await ended.WaitAsync(time, _options.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Socket Bind(IPEndPoint address, Socket? inherited)
    {
        if (inherited is not null)
        {
            _listeners.Add(inherited);
            return inherited;
        }

        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listeners.Add(listener);
        try
        {
            listener.Bind(address);
            listener.Listen(Backlog);
            return listener;
        }
        catch (SocketException e)
        {
            throw new ListenException(address, e);
        }
    }

    private Socket? BindIfPossible(ProxyRoute route)
    {
        try
        {
            return Bind(route.Listen, route.Listener);
        }
        catch (ListenException e) when (route.MayBeMissing)
        {
            RouteMissing(_logger, e.Address, e.Error);
            return null;
        }
    }

    private IPEndPoint Accept(Socket listener, ProxyRoute? route)
    {
        var bound = (IPEndPoint)listener.LocalEndPoint!;
        _self.Add(bound);
        Listening(_logger, bound);
        _accepting.Add(Task.Run(() => AcceptAsync(listener, route)));
        return bound;
    }

    private async Task AcceptAsync(Socket listener, ProxyRoute? route)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                ServeSafely(await listener.AcceptAsync(_stop.Token), route);
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                // Out of descriptors, mostly: connections that end make room again, and idle ones can be made to.
                AcceptFailed(_logger, e.SocketErrorCode);
                _connections.CloseSomeIdle();
                await Task.Delay(AcceptPause, _options.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>Whatever goes wrong with one connection, others are still accepted.</summary>
    private void ServeSafely(Socket socket, ProxyRoute? route)
    {
        try
        {
            Serve(socket, route);
        }
        catch (Exception e)
        {
            RelayLog.ConnectionFailed(_logger, e);
            socket.Dispose();
        }
    }

    private void Serve(Socket socket, ProxyRoute? route)
    {
        if (AddressOf(socket) is not { } client)
        {
            socket.Dispose();
            return;
        }

        if (!_options.ClientAllowed(client))
        {
            // Each time that their number has doubled: whoever knocks all day must not fill the log.
            if (long.IsPow2(Counters.AddRefusedClient()))
                ClientRefused(_logger, client);
            socket.Dispose();
            return;
        }

        if (!_clients.TryEnter(client))
        {
            Refuse(socket, client, _options.MaxConnectionsOfRemoteClient);
            return;
        }

        DownstreamConnection? connection = null;
        try
        {
            if (_connections.TryMakeRoom())
                connection = new DownstreamConnection(_context, new SocketLink(socket, _options.MaxHeadBytes), client, route);
            else
                Refuse(socket, client, _options.MaxConnections);
        }
        finally
        {
            if (connection is null)
                _clients.Leave(client);
        }

        if (connection is not null)
            _connections.Add(connection, () => _clients.Leave(client));
    }

    private void Refuse(Socket socket, IPAddress client, int most)
    {
        if (long.IsPow2(Counters.AddRefusedConnection()))
            ConnectionRefused(_logger, client, most);
        socket.Dispose();
    }

    /// <returns>The client's address, or null where it is gone already.</returns>
    private static IPAddress? AddressOf(Socket socket)
    {
        try
        {
            var address = (socket.RemoteEndPoint as IPEndPoint)?.Address;
            return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    [LoggerMessage(11, LogLevel.Information, "Listening on {Endpoint}")]
    private static partial void Listening(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(12, LogLevel.Warning, "A connection could not be accepted: {Error}")]
    private static partial void AcceptFailed(ILogger logger, SocketError error);

    [LoggerMessage(13, LogLevel.Warning, "Refused a client that is not allowed: {Client}")]
    private static partial void ClientRefused(ILogger logger, IPAddress client);

    [LoggerMessage(16, LogLevel.Warning, "Refused a connection of {Client}: {Most} are open")]
    private static partial void ConnectionRefused(ILogger logger, IPAddress client, int most);

    [LoggerMessage(15, LogLevel.Warning, "The route at {Address} is not served: {Error}")]
    private static partial void RouteMissing(ILogger logger, IPEndPoint address, SocketError error);

    [LoggerMessage(14, LogLevel.Warning, "Cutting {Count} connections that did not finish in time")]
    private static partial void Cutting(ILogger logger, int count);
}
