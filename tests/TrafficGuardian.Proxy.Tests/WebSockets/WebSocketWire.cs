using System.Buffers.Binary;
using System.Text;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

/// <summary>Writes frames by hand (RFC 6455 section 5.2).</summary>
internal static class WebSocketWire
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    public const int Fin = 0x80;
    public const int Rsv1 = 0x40;

    private static readonly byte[] _key = [0x37, 0xFA, 0x21, 0x3D];

    /// <summary>A frame as a server sends it.</summary>
    public static byte[] Server(int start, string payload = "") => Frame(start, Encoding.Latin1.GetBytes(payload), masked: false);

    /// <summary>A frame as a client sends it.</summary>
    public static byte[] Client(int start, string payload = "") => Frame(start, Encoding.Latin1.GetBytes(payload), masked: true);

    /// <param name="start">The first byte: FIN, reserved bits and opcode.</param>
    /// <param name="payload">Not masked yet.</param>
    /// <param name="masked">Whether to mask it.</param>
    /// <param name="lengthBytes">How many bytes hold the length: 1, 2 or 8; 0 for the fewest.</param>
    public static byte[] Frame(int start, byte[] payload, bool masked, int lengthBytes = 0)
    {
        var body = masked ? Join(_key, [.. payload.Select((b, i) => (byte)(b ^ _key[i % 4]))]) : payload;
        return Join(Header(start, payload.Length, masked, lengthBytes), body);
    }

    /// <summary>Start and length, without the key.</summary>
    public static byte[] Header(int start, long length, bool masked, int lengthBytes = 0)
    {
        if (lengthBytes == 0)
            lengthBytes = length < 126 ? 1 : length < 65_536 ? 2 : 8;
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        var shortLength = lengthBytes switch { 1 => (int)length, 2 => 126, _ => 127 };
        return Join([(byte)start, (byte)(shortLength | (masked ? 0x80 : 0))], lengthBytes == 1 ? [] : bytes[^lengthBytes..]);
    }

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];
}
