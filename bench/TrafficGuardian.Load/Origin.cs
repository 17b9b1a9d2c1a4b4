using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Load;

/// <summary>
/// An HTTP/1.1 origin on loopback that costs as little as it can: a thread with a blocking socket a connection.
/// <c>/bytes/N</c> answers N bytes of JSON, <c>/events/COUNT/INTERVAL_MS</c> an event stream whose events carry
/// the time they were sent at.
/// </summary>
internal sealed class Origin : IDisposable
{
    private const int MaxBody = 1 << 30;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _json = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1200).Select(
        i => $$"""{"id":{{i}},"type":"message","role":"assistant","text":"the quick brown fox"},""")));

    public Origin(int port)
    {
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
            byte[] buffer = new byte[16_384];
            int filled = 0;
            string lastPath = "";
            byte[] reply = [];
            int read;
            while ((read = client.Receive(buffer.AsSpan(filled))) > 0)
            {
                filled += read;
                int end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
                if (end < 0)
                {
                    continue;
                }

                string path = Encoding.ASCII.GetString(buffer.AsSpan(4, buffer.AsSpan(4).IndexOf((byte)' ')));
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
        catch (Exception e) when (e is SocketException or FormatException)
        {
            // The client went away, or asked for what there is not: the connection ends.
        }
    }

    private byte[] Reply(string path)
    {
        int length = Length(path);
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        return [.. head, .. _json.AsSpan(0, Math.Min(length, _json.Length))];
    }

    private static int HeadLength(byte[] reply) => reply.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

    private static int Length(string path) =>
        path.StartsWith("/bytes/", StringComparison.Ordinal) ? Number(path["/bytes/".Length..], MaxBody) : throw new FormatException();

    private void SendRest(Socket client, int left)
    {
        for (; left > 0; left -= Math.Min(left, _json.Length))
        {
            client.Send(_json.AsSpan(0, Math.Min(left, _json.Length)));
        }
    }

    private static void SendEvents(Socket client, string path)
    {
        string[] parts = path.Split('/');
        int count = Number(parts[2], 100_000);
        int interval = Number(parts[3], 10_000);
        client.Send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
        for (int i = 0; i < count; i++)
        {
            Thread.Sleep(interval);
            string text = string.Create(CultureInfo.InvariantCulture, $"data: {Stopwatch.GetTimestamp()}\n\n");
            client.Send(Encoding.ASCII.GetBytes($"{text.Length:x}\r\n{text}\r\n"));
        }

        client.Send("0\r\n\r\n"u8);
    }

    private static int Number(string text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= max ? value : throw new FormatException();
}
