using System.Buffers.Binary;
using System.Text;
using TrafficGuardian.Proxy.Tunnels;

namespace TrafficGuardian.Proxy.Tests.Http2;

/// <summary>Writes frames by hand.</summary>
internal static class Http2Wire
{
    public const byte EndStream = 0x1;
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;
    public const byte Priority = 0x20;

    public static byte[] Preface => FirstBytes.Preface.ToArray();

    public static byte[] Frame(int type, byte flags, int stream, params byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (payload.Length << 8) | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    public static byte[] Data(int stream, string text, byte flags = 0) => Frame(0, flags, stream, Encoding.UTF8.GetBytes(text));

    public static byte[] Headers(int stream, byte[] block, byte flags = EndHeaders) => Frame(1, flags, stream, block);

    public static byte[] Reset(int stream) => Frame(3, 0, stream, 0, 0, 0, 8);

    public static byte[] Settings(params (int Id, uint Value)[] entries) =>
        Frame(4, 0, 0, Join([.. entries.Select(e => Entry(e.Id, e.Value))]));

    public static byte[] SettingsAck() => Frame(4, 1, 0);

    public static byte[] GoAway(int lastStream) => Frame(7, 0, 0, Join(Int32(lastStream), Int32(0), "bye"u8.ToArray()));

    public static byte[] Continuation(int stream, byte[] block, byte flags = 0) => Frame(9, flags, stream, block);

    public static byte[] Promise(int stream, int promised, byte[] block) => Frame(5, EndHeaders, stream, Join(Int32(promised), block));

    /// <summary>Fields as literals without indexing, no Huffman code: <c>name=value</c> each.</summary>
    public static byte[] Block(params string[] fields) => Join([.. fields.Select(f => Literal(0x00, f))]);

    /// <summary>The same, entering the dynamic table.</summary>
    public static byte[] IndexedBlock(params string[] fields) => Join([.. fields.Select(f => Literal(0x40, f))]);

    public static byte[] Get(string path) => Block(":method=GET", ":scheme=http", ":authority=example.test", $":path={path}");

    public static byte[] Ok() => Block(":status=200");

    public static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Integer(byte pattern, int prefixBits, int value)
    {
        int prefix = (1 << prefixBits) - 1;
        if (value < prefix)
        {
            return [(byte)(pattern | value)];
        }

        List<byte> bytes = [(byte)(pattern | prefix)];
        for (value -= prefix; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    private static byte[] Entry(int id, uint value) => [0, (byte)id, .. Int32((int)value)];

    private static byte[] Literal(byte pattern, string field)
    {
        int split = field.IndexOf('=', StringComparison.Ordinal);
        return Join([pattern], Text(field[..split]), Text(field[(split + 1)..]));
    }

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        return Join(Integer(0x00, 7, bytes.Length), bytes);
    }
}
