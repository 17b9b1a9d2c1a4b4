using System.Net.Security;
using System.Security.Authentication;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tls;

namespace TrafficGuardian.Proxy.Tests.Tls;

/// <summary>Hellos that real clients sent, damaged in every manner, and cut at every place.</summary>
public sealed class ClientHelloFuzzTests
{
    private const int Seed = 20_240_229;
    private const int Rounds = 30_000;

    [Fact]
    public async Task Every_split_of_a_real_hello_asks_for_more_until_its_end()
    {
        foreach (var hello in await RealHellosAsync())
        {
            foreach (var size in new[] { 0, 1, 3, 200 })
            {
                var bytes = size == 0 ? hello : Records(hello, size);
                for (var length = 0; length < bytes.Length; length++)
                    Assert.Equal(ClientHelloStatus.NeedMore, ClientHelloReader.Read(bytes.AsSpan(0, length), out _));
                Assert.Equal(ClientHelloStatus.Complete, ClientHelloReader.Read(bytes, out var read));
                Assert.Equal(ClientHelloStatus.Complete, ClientHelloReader.Read([.. bytes, .. "and what follows"u8], out var again));
                Assert.Equal(read!.ServerName, again!.ServerName);
            }
        }
    }

    [Fact]
    public async Task A_damaged_hello_is_read_or_refused_and_the_answer_stays_the_same()
    {
        var random = new Random(Seed);
        var hellos = await RealHellosAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damage(hellos[random.Next(hellos.Count)], random);
            var whole = ClientHelloReader.Read(bytes, out var hello);
            Assert.Equal(whole == ClientHelloStatus.Complete, hello is not null);

            // What was decided on a part is not taken back, and nothing is complete before the length that the hello itself says.
            var cut = random.Next(bytes.Length);
            var part = ClientHelloReader.Read(bytes.AsSpan(0, cut), out _);
            if (part != ClientHelloStatus.NeedMore)
                Assert.Equal(part, whole);
            if (part == ClientHelloStatus.Complete)
                Assert.True(cut >= 9);
        }
    }

    [Fact]
    public async Task A_hello_without_an_end_is_refused_at_64_KiB()
    {
        var random = new Random(Seed);
        var hello = (await RealHellosAsync())[0];
        // A message that claims 64 KiB, in records of random sizes.
        var message = new byte[4 + ClientHelloReader.MaxBytes];
        hello.AsSpan(5).CopyTo(message);
        (message[1], message[2], message[3]) = (1, 0, 0);
        var bytes = new List<byte>();
        for (var at = 0; at < message.Length;)
        {
            var size = Math.Min(random.Next(1, 1500), message.Length - at);
            bytes.AddRange([22, 3, 1, (byte)(size >> 8), (byte)size, .. message.AsSpan(at, size)]);
            at += size;
        }

        var sent = bytes.ToArray();
        Assert.Equal(ClientHelloStatus.NeedMore, ClientHelloReader.Read(sent.AsSpan(0, ClientHelloReader.MaxBytes - 1), out _));
        Assert.Equal(ClientHelloStatus.Invalid, ClientHelloReader.Read(sent.AsSpan(0, ClientHelloReader.MaxBytes), out _));
    }

    private static byte[] Damage(byte[] hello, Random random)
    {
        var bytes = hello.ToList();
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add(0);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Records(byte[] hello, int size) =>
        [.. hello[5..].Chunk(size).SelectMany(part => (byte[])[22, 3, 1, 0, (byte)part.Length, .. part])];

    private static async Task<List<byte[]>> RealHellosAsync()
    {
        var plain = await FirstFlight.OfAsync(new SslClientAuthenticationOptions { TargetHost = "api.example" });
        return
        [
            plain,
            await FirstFlight.OfAsync(new SslClientAuthenticationOptions { TargetHost = "" }),
            await FirstFlight.OfAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "a-long.name.of.a-host.example", ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            }),
            await FirstFlight.OfAsync(new SslClientAuthenticationOptions { TargetHost = "api.example", EnabledSslProtocols = SslProtocols.Tls12 }),
            HelloBytes.WithExtension(HelloBytes.WithExtension(plain, 0x1A1A, [0]), 0xFE0D, new byte[600]),
        ];
    }
}
