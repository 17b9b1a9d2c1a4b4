using System.Text;
using TrafficGuardian.Proxy.Http2.Hpack;

namespace TrafficGuardian.Proxy.Tests.Http2;

/// <summary>The examples of RFC 7541 appendix C, and the codes behind them.</summary>
public sealed class HpackDecoderTests
{
    private static readonly string[] Requests =
    [
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com",
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache",
        ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value",
    ];

    private static readonly string[] Responses =
    [
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com|content-encoding: gzip|"
            + "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ];

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header")]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path")]
    [InlineData("100870617373776f726406736563726574", "password: secret")]
    [InlineData("82", ":method: GET")]
    public void Single_fields_decode_as_in_C_2(string block, string fields) => Assert.Equal([fields], Decode(4096, block));

    [Fact]
    public void Requests_decode_as_in_C_3() => Assert.Equal(Requests, Decode(
        4096,
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"));

    [Fact]
    public void Huffman_coded_requests_decode_as_in_C_4() => Assert.Equal(Requests, Decode(
        4096,
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"));

    [Fact]
    public void Responses_decode_through_a_small_table_as_in_C_5() => Assert.Equal(Responses, Decode(
        256,
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31"));

    [Fact]
    public void Huffman_coded_responses_decode_through_a_small_table_as_in_C_6() => Assert.Equal(Responses, Decode(
        256,
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"));

    [Fact]
    public void Integers_decode_as_in_C_1()
    {
        Assert.Equal((10, 0), ReadInteger(5, 0x0A));
        Assert.Equal((1337, 0), ReadInteger(5, 0x1F, 0x9A, 0x0A));
        Assert.Equal((42, 1), ReadInteger(8, 0x2A, 0x55));
    }

    [Fact]
    public void Every_byte_survives_the_Huffman_code()
    {
        for (int length = 1; length < 40; length++)
        {
            byte[] text = [.. Enumerable.Range(0, 256).SelectMany(b => Enumerable.Repeat((byte)b, length % 3 == 0 ? 2 : 1)).Skip(length)];
            byte[] output = new byte[HpackHuffman.MaxDecoded(Huffman(text).Length)];
            Assert.True(HpackHuffman.TryDecode(Huffman(text), output, out int written));
            Assert.Equal(text, output[..written]);
        }
    }

    [Fact]
    public void A_table_of_no_size_holds_nothing()
    {
        var decoder = new HpackDecoder();
        var sink = new Sink();
        Assert.True(decoder.TryDecode(Convert.FromHexString("204001610162"), sink));
        Assert.False(decoder.TryDecode([0x80 | 62], sink));
    }

    [Fact]
    public void An_entry_that_pushes_out_the_one_it_takes_its_name_from_keeps_the_name()
    {
        string name = new('n', 20);
        byte[] first = [0x40, 20, .. Encoding.ASCII.GetBytes(name), 1, (byte)'a'];
        byte[] second = [0x40 | 62, 30, .. Enumerable.Repeat((byte)'b', 30)];
        var decoder = new HpackDecoder();
        var sink = new Sink();
        Assert.True(decoder.TryDecode([0x3F, 90 - 31, .. first, .. second, 0x80 | 62], sink));
        Assert.Equal($"{name}: a|{name}: {new string('b', 30)}|{name}: {new string('b', 30)}", sink.Text);
    }

    private static string[] Decode(int tableSize, params string[] blocks)
    {
        var decoder = new HpackDecoder();
        byte[] resize = tableSize == 4096 ? [] : Http2Wire.Integer(0x20, 5, tableSize);
        return [.. blocks.Select((block, i) =>
        {
            var sink = new Sink();
            Assert.True(decoder.TryDecode([.. i == 0 ? resize : [], .. Convert.FromHexString(block)], sink));
            return sink.Text;
        })];
    }

    private static (int Value, int Left) ReadInteger(int prefixBits, params byte[] bytes)
    {
        ReadOnlySpan<byte> input = bytes;
        Assert.True(HpackInteger.TryRead(ref input, prefixBits, out int value));
        return (value, input.Length);
    }

    /// <summary>Codes by the rule of canonical codes: they ascend with length, then symbol.</summary>
    private static byte[] Huffman(byte[] text)
    {
        byte[] lengths = HpackHuffman.CodeLengths.ToArray();
        var codes = new Dictionary<int, string>();
        long code = 0;
        int last = 0;
        foreach (int symbol in Enumerable.Range(0, 257).OrderBy(s => lengths[s]).ThenBy(s => s))
        {
            code <<= lengths[symbol] - last;
            last = lengths[symbol];
            codes[symbol] = Convert.ToString(code++, 2).PadLeft(last, '0');
        }

        string bits = string.Concat(text.Select(b => codes[b]));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private sealed class Sink : IHeaderSink
    {
        private readonly List<string> _fields = [];

        public string Text => string.Join("|", _fields);

        public bool Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            _fields.Add($"{Encoding.ASCII.GetString(name)}: {Encoding.ASCII.GetString(value)}");
            return true;
        }
    }
}
