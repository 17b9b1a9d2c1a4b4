using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>One end of a connection that a test speaks for, in Latin-1 text.</summary>
internal sealed class Peer(Socket socket) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<byte> _read = [];

    public IPEndPoint Local => (IPEndPoint)socket.LocalEndPoint!;

    public static async Task<Peer> ConnectAsync(IPEndPoint endpoint, IPAddress? from = null)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(endpoint).WaitAsync(Patience);
        return new Peer(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) =>
        await socket.SendAsync(bytes, SocketFlags.None).AsTask().WaitAsync(Patience);

    /// <summary>Sends every byte on its own.</summary>
    public async Task SendSlowlyAsync(string text)
    {
        foreach (var b in Encoding.Latin1.GetBytes(text))
            await SendAsync(new[] { b });
    }

    /// <summary>Reads exactly as many characters.</summary>
    public async Task<string> ReadAsync(int count)
    {
        while (_read.Count < count)
        {
            if (await ReceiveAsync() == 0)
                Assert.Fail($"closed after {_read.Count} of {count} bytes: {Text}");
        }

        return Take(count);
    }

    /// <summary>Reads up to and including <paramref name="end"/>.</summary>
    public async Task<string> ReadThroughAsync(string end)
    {
        int at;
        while ((at = Text.IndexOf(end, StringComparison.Ordinal)) < 0)
        {
            if (await ReceiveAsync() == 0)
                Assert.Fail($"closed before '{end}' came: {Text}");
        }

        return Take(at + end.Length);
    }

    /// <summary>Reads a head, its empty line included.</summary>
    public Task<string> ReadHeadAsync() => ReadThroughAsync("\r\n\r\n");

    /// <summary>Reads until the other end closes in order.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync() > 0)
        {
        }

        return Take(_read.Count);
    }

    /// <summary>Reads until the other end resets the connection.</summary>
    public async Task ReadToResetAsync()
    {
        var reset = await Assert.ThrowsAsync<SocketException>(ReadToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    /// <summary>The connection itself, for a protocol on top of it. Nothing that came may be unread here.</summary>
    public NetworkStream AsStream() => new(socket, ownsSocket: false);

    public void FinishSending() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();

    private string Text => Encoding.Latin1.GetString(_read.ToArray());

    private async Task<int> ReceiveAsync()
    {
        var buffer = new byte[65536];
        var received = await socket.ReceiveAsync(buffer, SocketFlags.None).WaitAsync(Patience);
        _read.AddRange(buffer.AsSpan(0, received));
        return received;
    }

    private string Take(int count)
    {
        var text = Encoding.Latin1.GetString(_read.ToArray(), 0, count);
        _read.RemoveRange(0, count);
        return text;
    }
}
