using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Load;

/// <summary>One client connection that repeats one request.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[131_072];
    private int _filled;

    public HttpConnection(LoadPlan plan)
    {
        _socket = new Socket(plan.Via.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = 30_000,
            SendTimeout = 30_000,
        };
        _socket.Connect(plan.Via);
        if (plan.Form == RequestForm.Tunnel)
        {
            _socket.Send(Encoding.ASCII.GetBytes($"CONNECT {plan.Origin} HTTP/1.1\r\nHost: {plan.Origin}\r\n\r\n"));
            ReadHead();
            _filled = 0;
        }

        string target = plan.Form == RequestForm.Absolute ? $"http://{plan.Origin}{plan.Path}" : plan.Path;
        _request = Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: {plan.Origin}\r\nUser-Agent: load/1.0\r\nAccept: application/json\r\nAccept-Language: en\r\n\r\n");
    }

    /// <summary>Sends the request and reads its reply to the end.</summary>
    /// <returns>The reply's length in bytes, head included.</returns>
    /// <exception cref="InvalidDataException">The reply is not a 200 with a length, or it is cut off.</exception>
    public long Exchange()
    {
        _socket.Send(_request);
        int headLength = ReadHead();
        ReadOnlySpan<byte> head = _buffer.AsSpan(0, headLength);
        long total = headLength + ContentLength(head);
        long left = total - _filled;
        while (left > 0)
        {
            int read = _socket.Receive(_buffer);
            left -= read > 0 ? read : throw new InvalidDataException("a reply was cut off");
        }

        _filled = 0;
        return total;
    }

    /// <summary>Sends the request and returns what comes as it comes, until the peer or the caller ends it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Stream()
    {
        _socket.Send(_request);
        int read;
        while ((read = _socket.Receive(_buffer)) > 0)
        {
            yield return _buffer.AsMemory(0, read);
        }
    }

    public void Dispose() => _socket.Dispose();

    private int ReadHead()
    {
        while (true)
        {
            int end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return _buffer.AsSpan().StartsWith("HTTP/1.1 200"u8)
                    ? end + 4
                    : throw new InvalidDataException($"unexpected reply: {Encoding.ASCII.GetString(_buffer, 0, Math.Min(end, 80))}");
            }

            int read = _socket.Receive(_buffer.AsSpan(_filled));
            _filled += read > 0 ? read : throw new InvalidDataException("the peer closed the connection");
        }
    }

    private static long ContentLength(ReadOnlySpan<byte> head)
    {
        int at = head.IndexOf("\r\nContent-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 18)..], out long length, out _)
            ? length
            : throw new InvalidDataException("a reply without Content-Length");
    }
}
