using System.Text;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Monitor.Inspection.Decoding;

namespace TrafficGuardian.Monitor.Tests.Inspection;

public sealed class MessageInflaterTests
{
    private readonly MemoryBudget _budget = new(100_000);

    /// <summary>RFC 7692 section 7.2.3 and its like.</summary>
    [Theory]
    [InlineData("f248cdc9c90700", "Hello")]
    [InlineData("f248cdc9c90700 f200110000", "Hello Hello")]
    [InlineData("000500faff48656c6c6f00", "Hello")]
    [InlineData("f348cdc9c90700 f200110000", "Hello Hello")]
    [InlineData("f348cdc9c907 f200110000", "Hello Hello")]
    [InlineData("f2480500", "He")]
    [InlineData("f24805000000ffffcac9c90700", "Hello")]
    [InlineData("00 f248cdc9c90700", " Hello")]
    public void The_examples_of_the_standard_are_read_however_they_are_cut(string messages, string expected)
    {
        foreach (var cut in new[] { 1, 2, 3, 5, 100 })
        {
            var window = new InflateWindow(_budget);
            var read = messages.Split(' ').Select(message => Read(window, Convert.FromHexString(message), cut));
            Assert.Equal(expected, string.Join(' ', read));
            Assert.Equal(string.Concat(expected.Split(' ')), Encoding.ASCII.GetString(window.Bytes.Span));
            window.Clear();
            Assert.Equal(0, _budget.Used);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(1_000)]
    [InlineData(int.MaxValue)]
    public void Messages_that_end_with_a_final_block_share_the_window_too(int cut)
    {
        var window = new InflateWindow(_budget);
        var all = "";
        for (var index = 0; index < 5; index++)
        {
            var text = string.Concat(Enumerable.Range(0, 4_000).Select(number => $"{number * index} "));
            Assert.Equal(text, Read(window, [.. Encode.As("raw-deflate", Encoding.ASCII.GetBytes(text)), 0], cut));
            all += text;
            Assert.Equal(all[Math.Max(0, all.Length - 32_768)..], Encoding.ASCII.GetString(window.Bytes.Span));
        }
    }

    [Fact]
    public void What_stands_far_behind_a_final_block_is_not_passed_over_in_silence()
    {
        byte[] payload =
        [
            .. Encode.As("raw-deflate", Encoding.ASCII.GetBytes("innocent")),
            .. Encode.As("raw-deflate", Encoding.ASCII.GetBytes("something else that is longer than the last few bytes")),
        ];
        var coded = new CodedBody(new BodyDecoder([new MessageInflater(window: null)], 1_000), static _ => { });
        coded.Push(payload);
        Assert.True(coded.IsBroken);
        coded.Release();
    }

    [Fact]
    public void The_window_keeps_the_last_bytes_in_as_little_memory_as_does()
    {
        var window = new InflateWindow(_budget);
        var all = new byte[100_000];
        new Random(1).NextBytes(all);
        var at = 0;
        foreach (var length in new[] { 10, 1_000, 20_000, 5, 30_000, 32_768, 1, 16_000 })
        {
            window.Append(all.AsSpan(at, length));
            at += length;
            Assert.Equal(all.AsSpan(Math.Max(0, at - 32_768)..at), window.Bytes.Span);
            Assert.InRange(_budget.Used, Math.Min(at, 32_768), Math.Max(1_024, Math.Min(32_768, 2 * at)));
        }

        window.Clear();
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public void A_window_without_memory_is_lost_and_holds_nothing()
    {
        var budget = new MemoryBudget(3_000);
        var window = new InflateWindow(budget);
        window.Append(new byte[2_000]);
        Assert.False(window.IsLost);
        window.Append(new byte[2_000]);
        Assert.True(window.IsLost);
        Assert.Equal((0, 0), (window.Bytes.Length, budget.Used));
        window.Append(new byte[10]);
        Assert.Equal((0, 0), (window.Bytes.Length, budget.Used));
    }

    private static string Read(InflateWindow window, byte[] payload, int cut)
    {
        var text = new StringBuilder();
        var coded = new CodedBody(
            new BodyDecoder([new MessageInflater(window)], 1_000_000), bytes => text.Append(Encoding.ASCII.GetString(bytes.Span)));
        for (var at = 0; at < payload.Length; at += Math.Min(cut, payload.Length - at))
        {
            coded.Push(payload.AsMemory(at, Math.Min(cut, payload.Length - at)));
        }

        coded.Push(MessageInflater.Tail);
        Assert.False(coded.IsBroken);
        coded.Release();
        return text.ToString();
    }
}
