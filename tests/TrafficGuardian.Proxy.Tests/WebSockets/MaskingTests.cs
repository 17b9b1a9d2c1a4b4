using System.Runtime.InteropServices;
using TrafficGuardian.Proxy.WebSockets;

namespace TrafficGuardian.Proxy.Tests.WebSockets;

public sealed class MaskingTests
{
    [Fact]
    public void Every_length_is_unmasked_as_section_5_3_says()
    {
        var random = new Random(6455);
        var key = new byte[4];
        for (var length = 0; length < 300; length++)
        {
            random.NextBytes(key);
            var masked = new byte[length];
            random.NextBytes(masked);
            var plain = new byte[length + 1];
            Masking.Unmask(masked, MemoryMarshal.Read<uint>(key), plain);
            Assert.Equal([.. masked.Select((b, i) => (byte)(b ^ key[i % 4])), 0], plain);
        }
    }
}
