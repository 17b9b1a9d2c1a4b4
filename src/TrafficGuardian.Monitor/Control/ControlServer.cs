using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Control;

/// <summary>
/// Answers the control socket: JSON lines, for processes of the same user only, few at once and each in bounded time and size.
/// </summary>
internal sealed partial class ControlServer : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ControlServerOptions _options;
    private readonly ControlDispatcher _dispatcher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private Task _accepting = Task.CompletedTask;
    private int _open;

    public ControlServer(ControlServerOptions options, IControlHandler handler, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _dispatcher = new ControlDispatcher(handler, time, options.Timeout, logger);
    }

    /// <summary>Makes the socket, 0600, and begins to answer.</summary>
    /// <exception cref="StateException">What lies there can't be removed.</exception>
    /// <exception cref="SocketException">The socket can't be made.</exception>
    public void Start()
    {
        SafeFile.Remove(_options.SocketPath);
        _listener.Bind(new UnixDomainSocketEndPoint(_options.SocketPath));
        if (!OperatingSystem.IsWindows())
        {
            // Nobody can connect before it listens, so no mode that the process mask may give is ever in force.
            File.SetUnixFileMode(_options.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _listener.Listen(_options.MaxConnections);
        _accepting = AcceptAsync();
    }

    /// <summary>Stops accepting, lets answers under way go out, then closes what is left and removes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        var connections = Task.WhenAll(_connections.Keys);
        await _stopping.CancelAsync();
        try
        {
            await connections.WaitAsync(Farewell, _time);
        }
        catch (TimeoutException)
        {
            ConnectionsLeft(_logger, Volatile.Read(ref _open));
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                if (_stopping.IsCancellationRequested || _listener.SafeHandle.IsClosed)
                {
                    return;
                }

                // Out of file descriptors, most likely: wait for some to be closed rather than spin.
                AcceptFailed(_logger, exception.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), _time);
                continue;
            }

            var connection = ServeAsync(socket);
            _connections.TryAdd(connection, 0);
            _ = connection.ContinueWith(
                done => _connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var isServed = Interlocked.Increment(ref _open) <= _options.MaxConnections;
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            if (!PeerCredentials.IsOwner(socket))
            {
                StrangerRefused(_logger);
                return;
            }

            if (!isServed)
            {
                await SendAsync(stream, ControlDispatcher.Error(
                    ControlRequest.NoId, ControlErrorCode.Busy, $"{_options.MaxConnections} connections are open; close one, or ask again"));
                return;
            }

            await AnswerAllAsync(stream);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or took too long to read its answer: it gets no other.
        }
        catch (Exception exception)
        {
            ConnectionFailed(_logger, exception.GetType().Name);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AnswerAllAsync(NetworkStream stream)
    {
        var reader = new RequestReader(stream, _options.MaxRequestBytes);
        while (!_stopping.IsCancellationRequested)
        {
            using var deadline = new CancellationTokenSource(_options.Timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
            ReadOnlyMemory<byte>? line;
            try
            {
                line = await reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                await SendAsync(stream, ControlDispatcher.Error(
                    ControlRequest.NoId, ControlErrorCode.Timeout, $"no whole request came within {_options.Timeout.TotalSeconds} s"));
                return;
            }

            if (reader.IsTooLong)
            {
                await SendAsync(stream, ControlDispatcher.Error(
                    ControlRequest.NoId, ControlErrorCode.TooLarge, $"a request is at most {_options.MaxRequestBytes} bytes long"));
                return;
            }

            if (line is not { } request)
            {
                return;
            }

            await SendAsync(stream, await _dispatcher.AnswerAsync(request, _stopping.Token));
        }
    }

    private async Task SendAsync(NetworkStream stream, ReadOnlyMemory<byte> answer)
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        await stream.WriteAsync(answer, deadline.Token);
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "A process of another user was refused at the control socket")]
    private static partial void StrangerRefused(ILogger logger);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Error, Message = "A control connection failed: {Kind}")]
    private static partial void ConnectionFailed(ILogger logger, string kind);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Warning, Message = "The control socket could not accept: {Kind}")]
    private static partial void AcceptFailed(ILogger logger, string kind);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Warning, Message = "Control connections left at the end: {Open}")]
    private static partial void ConnectionsLeft(ILogger logger, int open);
}
