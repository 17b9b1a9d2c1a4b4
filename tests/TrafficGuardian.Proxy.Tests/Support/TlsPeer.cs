using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>One end of a TLS connection that a test speaks for, in Latin-1 text.</summary>
internal sealed class TlsPeer : IDisposable
{
    private readonly Peer _peer;
    private readonly List<byte> _read = [];

    private TlsPeer(Peer peer)
    {
        _peer = peer;
        Wire = new TapStream(peer.AsStream());
        Stream = new SslStream(Wire);
    }

    public SslStream Stream { get; }

    /// <summary>What passed below TLS.</summary>
    public TapStream Wire { get; }

    public static async Task<TlsPeer> ConnectAsync(
        Peer peer, SslClientAuthenticationOptions options, Func<byte[], IEnumerable<byte[]>>? helloAs = null)
    {
        var made = new TlsPeer(peer) { Wire = { FirstWriteAs = helloAs } };
        await made.Stream.AuthenticateAsClientAsync(options).WaitAsync(Peer.Patience);
        return made;
    }

    public static async Task<TlsPeer> AcceptAsync(Peer peer, SslServerAuthenticationOptions options)
    {
        var made = new TlsPeer(peer);
        await made.Stream.AuthenticateAsServerAsync(options).WaitAsync(Peer.Patience);
        return made;
    }

    /// <summary>Sends bytes below TLS.</summary>
    public Task SendRawAsync(byte[] bytes) => _peer.SendAsync(bytes);

    public async Task SendAsync(string text) =>
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().WaitAsync(Peer.Patience);

    /// <summary>Reads exactly as many characters.</summary>
    public async Task<string> ReadAsync(int count)
    {
        while (_read.Count < count)
        {
            if (await ReceiveAsync() == 0)
                Assert.Fail($"closed after {_read.Count} of {count} bytes");
        }

        return Take(count);
    }

    /// <summary>Reads a head, its empty line included.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = "";
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head += await ReadAsync(1);
        return head;
    }

    /// <summary>Sends every byte in a record of its own.</summary>
    public async Task SendSlowlyAsync(string text)
    {
        foreach (var b in text)
            await SendAsync(b.ToString());
    }

    /// <summary>Reads until the connection below TLS is reset.</summary>
    public async Task ReadToResetAsync()
    {
        var cut = await Assert.ThrowsAnyAsync<IOException>(ReadToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(Reasons(cut).Last()).SocketErrorCode);
    }

    private static IEnumerable<Exception> Reasons(Exception e)
    {
        for (Exception? next = e; next is not null; next = next.InnerException)
            yield return next;
    }

    /// <summary>Reads until the other end says that it sends no more.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync() > 0)
        {
        }

        return Take(_read.Count);
    }

    /// <summary>Sends the closing alert, and FIN.</summary>
    public async Task FinishSendingAsync()
    {
        await Stream.ShutdownAsync().WaitAsync(Peer.Patience);
        _peer.FinishSending();
    }

    /// <summary>Sends FIN without the closing alert.</summary>
    public void Truncate() => _peer.FinishSending();

    public void Reset() => _peer.Reset();

    public void Dispose()
    {
        Stream.Dispose();
        _peer.Dispose();
    }

    private async Task<int> ReceiveAsync()
    {
        var buffer = new byte[65536];
        var received = await Stream.ReadAsync(buffer).AsTask().WaitAsync(Peer.Patience);
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
