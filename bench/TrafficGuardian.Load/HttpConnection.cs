using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Load;

/// <summary>One client connection that repeats one request.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Wire _wire;
    private readonly byte[] _request;
    private readonly int _body;
    private readonly byte[] _buffer = new byte[131_072];
    private int _filled;

    public HttpConnection(LoadPlan plan)
    {
        var socket = new Socket(plan.Via.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = 30_000,
            SendTimeout = 30_000,
        };
        try
        {
            _wire = new Wire(socket);
            socket.Connect(plan.Via);
            if (plan.Form == RequestForm.Tunnel)
            {
                _wire.Send(Encoding.ASCII.GetBytes($"CONNECT {plan.Origin} HTTP/1.1\r\nHost: {plan.Origin}\r\n\r\n"));
                ReadHead();
                _filled = 0;
            }

            _wire = plan.Tls?.Connect(socket) ?? _wire;
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _body = plan.Body;
        _request = Encoding.ASCII.GetBytes(Head(plan));
    }

    /// <summary>Sends the request and reads its reply to the end.</summary>
    /// <returns>The reply's length in bytes, head included, and that of the request's body.</returns>
    /// <exception cref="InvalidDataException">The reply is not a 200 with a length, or it is cut off.</exception>
    public long Exchange()
    {
        SendRequest();
        int headLength = ReadHead();
        ReadOnlySpan<byte> head = _buffer.AsSpan(0, headLength);
        long total = headLength + ContentLength(head);
        long left = total - _filled;
        while (left > 0)
        {
            int read = _wire.Receive(_buffer);
            left -= read > 0 ? read : throw new InvalidDataException("a reply was cut off");
        }

        _filled = 0;
        return total + _body;
    }

    /// <summary>Sends the request and returns what comes as it comes, until the peer or the caller ends it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Stream()
    {
        SendRequest();
        int read;
        while ((read = _wire.Receive(_buffer)) > 0)
        {
            yield return _buffer.AsMemory(0, read);
        }
    }

    public void Dispose() => _wire.Dispose();

    private static string Head(LoadPlan plan)
    {
        string host = plan.Tls is null ? plan.Origin.ToString() : $"{plan.Tls.Host}:{plan.Origin.Port}";
        string target = plan.Form == RequestForm.Absolute ? $"http://{plan.Origin}{plan.Path}" : plan.Path;
        string body = plan.Body > 0 ? $"Content-Type: application/json\r\nContent-Length: {plan.Body}\r\n" : "";
        return $"{(plan.Body > 0 ? "POST" : "GET")} {target} HTTP/1.1\r\nHost: {host}\r\n"
            + $"User-Agent: load/1.0\r\nAccept: application/json\r\nAccept-Language: en\r\n{body}\r\n";
    }

    private void SendRequest()
    {
        _wire.Send(_request);
        for (int left = _body; left > 0; left -= Filler.Json.Length)
        {
            _wire.Send(Filler.Json, Math.Min(left, Filler.Json.Length));
        }
    }

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

            int read = _wire.Receive(_buffer, _filled);
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
