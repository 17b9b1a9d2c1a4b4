using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load;

/// <summary>
/// An HTTP/1.1 origin on loopback that costs as little as it can: a thread with a blocking socket a connection.
/// It reads what a request carries; <c>/bytes/N</c> answers N bytes of JSON, <c>/events/COUNT/INTERVAL_MS</c> an event stream whose events carry
/// the time they were sent at.
/// </summary>
internal sealed class Origin : IDisposable
{
    private const int MaxBody = 1 << 30;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ServerTls? _tls;

    /// <param name="port">0 takes a free one.</param>
    /// <param name="tls">What it speaks TLS with; null for none.</param>
    public Origin(int port, ServerTls? tls = null)
    {
        _tls = tls;
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(1024);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket client = _listener.Accept();
                new Thread(() => Serve(client), maxStackSize: 262_144) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The origin is being closed.
        }
    }

    private void Serve(Socket client)
    {
        using Socket owned = client;
        try
        {
            client.NoDelay = true;
            using Wire wire = _tls?.Accept(client) ?? new Wire(client);
            Serve(wire);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or FormatException)
        {
            // The client went away, or asked for what there is not: the connection ends.
        }
    }

    private static void Serve(Wire client)
    {
        byte[] buffer = new byte[16_384];
        int filled = 0;
        string lastPath = "";
        byte[] reply = [];
        int read;
        while ((read = client.Receive(buffer, filled)) > 0)
        {
            filled += read;
            int end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            string path = Path(buffer);
            Drain(client, BodyLength(buffer.AsSpan(0, end)) - (filled - end - 4));
            filled = 0;
            if (path.StartsWith("/events/", StringComparison.Ordinal))
            {
                SendEvents(client, path);
                continue;
            }

            // The same path over and over is the rule: its reply is made once where it is small.
            reply = path == lastPath ? reply : Reply(path);
            lastPath = path;
            client.Send(reply);
            SendRest(client, Length(path) - (reply.Length - HeadLength(reply)));
        }
    }

    private static string Path(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> target = head[(head.IndexOf((byte)' ') + 1)..];
        return Encoding.ASCII.GetString(target[..target.IndexOf((byte)' ')]);
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        int at = head.IndexOf("\r\nContent-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 18)..], out int length, out _) ? length : 0;
    }

    private static void Drain(Wire client, int left)
    {
        if (left <= 0)
        {
            return;
        }

        byte[] buffer = new byte[65_536];
        while (left > 0)
        {
            int read = client.Receive(buffer);
            left -= read > 0 ? read : throw new IOException("a request was cut off");
        }
    }

    private static byte[] Reply(string path)
    {
        int length = Length(path);
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        return [.. head, .. Filler.Json.AsSpan(0, Math.Min(length, Filler.Json.Length))];
    }

    private static int HeadLength(byte[] reply) => reply.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

    private static int Length(string path) =>
        path.StartsWith("/bytes/", StringComparison.Ordinal) ? Number(path["/bytes/".Length..], MaxBody) : throw new FormatException();

    private static void SendRest(Wire client, int left)
    {
        for (; left > 0; left -= Math.Min(left, Filler.Json.Length))
        {
            client.Send(Filler.Json, Math.Min(left, Filler.Json.Length));
        }
    }

    private static void SendEvents(Wire client, string path)
    {
        string[] parts = path.Split('/');
        int count = Number(parts[2], 100_000);
        int interval = Number(parts[3], 10_000);
        client.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
        for (int i = 0; i < count; i++)
        {
            Thread.Sleep(interval);
            string text = string.Create(CultureInfo.InvariantCulture, $"data: {Stopwatch.GetTimestamp()}\n\n");
            client.Send(Encoding.ASCII.GetBytes($"{text.Length:x}\r\n{text}\r\n"));
        }

        client.Send("0\r\n\r\n"u8.ToArray());
    }

    private static int Number(string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= max ? value : throw new FormatException();
}
