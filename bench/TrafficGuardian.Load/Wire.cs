using System.Net.Security;
using System.Net.Sockets;

namespace TrafficGuardian.Load;

/// <summary>A blocking connection, with TLS or without.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream? _secure;

    public Wire(Socket socket) => _socket = socket;

    /// <param name="socket">The connection, owned from here on.</param>
    /// <param name="secure">TLS over it, its handshake done.</param>
    public Wire(Socket socket, SslStream secure)
    {
        _socket = socket;
        _secure = secure;
    }

    public void Send(byte[] data, int count)
    {
        if (_secure is null)
        {
            _socket.Send(data.AsSpan(0, count));
        }
        else
        {
            _secure.Write(data, 0, count);
        }
    }

    public void Send(byte[] data) => Send(data, data.Length);

    /// <returns>How many bytes came; 0 at the end.</returns>
    public int Receive(byte[] buffer, int offset = 0) => _secure is null
        ? _socket.Receive(buffer.AsSpan(offset))
        : _secure.Read(buffer, offset, buffer.Length - offset);

    /// <summary>Closes it in order, with TLS's closing alert.</summary>
    public void Dispose()
    {
        try
        {
            _secure?.ShutdownAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The peer was first.
        }

        _secure?.Dispose();
        _socket.Dispose();
    }
}
