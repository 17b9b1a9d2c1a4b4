using System.Net.Security;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tls;

namespace TrafficGuardian.Proxy.Tests.Tls;

public sealed class LeafCacheTests
{
    [Fact]
    public void A_host_keeps_its_certificate_whatever_its_case()
    {
        using var made = new Made();
        Assert.Same(made.Cache.For("api.example"), made.Cache.For("API.Example"));
        Assert.NotSame(made.Cache.For("api.example"), made.Cache.For("b.example"));
    }

    [Fact]
    public void It_gets_a_new_one_when_half_of_its_time_is_over()
    {
        using var made = new Made();
        var first = made.Cache.For("api.example");
        made.Time.Advance(LeafIssuer.Validity / 2 - TimeSpan.FromSeconds(1));
        Assert.Same(first, made.Cache.For("api.example"));
        made.Time.Advance(TimeSpan.FromSeconds(1));
        var second = made.Cache.For("api.example");
        Assert.NotSame(first, second);
        Assert.Same(second, made.Cache.For("api.example"));
        Assert.True(second.TargetCertificate.NotAfter > first.TargetCertificate.NotAfter);
    }

    [Fact]
    public void The_longest_unused_goes_first()
    {
        using var made = new Made(capacity: 2);
        var a = made.Cache.For("a.example");
        var b = made.Cache.For("b.example");
        Assert.Same(a, made.Cache.For("a.example"));
        made.Cache.For("c.example");
        Assert.Same(a, made.Cache.For("a.example"));
        Assert.NotSame(b, made.Cache.For("b.example"));
    }

    [Fact]
    public void What_is_at_hand_is_known_until_it_is_to_be_renewed_and_to_ask_is_to_use()
    {
        using var made = new Made(capacity: 2);
        Assert.Null(made.Cache.Known("a.example"));
        var a = made.Cache.For("a.example");
        made.Cache.For("b.example");
        Assert.Same(a, made.Cache.Known("A.example"));
        made.Cache.For("c.example");
        Assert.Null(made.Cache.Known("b.example"));
        made.Time.Advance(LeafIssuer.Validity / 2);
        Assert.Null(made.Cache.Known("a.example"));
    }

    [Fact]
    public void Many_that_ask_at_once_get_one()
    {
        using var made = new Made();
        using var together = new Barrier(8);
        var got = new SslStreamCertificateContext[8];
        var asking = got.Select((_, index) => new Thread(() =>
        {
            together.SignalAndWait();
            got[index] = made.Cache.For("api.example");
        })).ToList();
        asking.ForEach(thread => thread.Start());
        asking.ForEach(thread => thread.Join());
        Assert.All(got, context => Assert.Same(got[0], context));
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        using var made = new Made();
        Assert.ThrowsAny<Exception>(() => made.Cache.For("a..example"));
        // A CA that has expired can sign nothing, and nothing says that the clock was right.
        made.Time.Advance(TimeSpan.FromDays(400));
        Assert.ThrowsAny<Exception>(() => made.Cache.For("api.example"));
        made.Time.Advance(TimeSpan.FromDays(-400));
        Assert.NotNull(made.Cache.For("api.example"));
    }

    [Fact]
    public async Task Connections_to_one_host_share_a_certificate_until_it_is_renewed()
    {
        var time = new FakeTime();
        await using var rig = new TlsRig(o => o with { Time = time });
        var first = await ThumbprintAsync(rig);
        Assert.Equal(first, await ThumbprintAsync(rig));
        time.Advance(TimeSpan.FromDays(4));
        Assert.NotEqual(first, await ThumbprintAsync(rig));
    }

    private static async Task<string> ThumbprintAsync(TlsRig rig)
    {
        // The test's clients go by the time of day.
        var (client, server) = await rig.OpenAsync(c => c.RemoteCertificateValidationCallback = static (_, _, _, _) => true);
        using (server)
        using (client)
            return client.Stream.RemoteCertificate!.GetCertHashString();
    }

    private sealed class Made : IDisposable
    {
        private readonly MadeAuthority _authority = new("Ours");

        public Made(int capacity = 8) => Cache = new LeafCache(new LeafIssuer(_authority.Certificate, Time), Time, capacity);

        public FakeTime Time { get; } = new();

        public LeafCache Cache { get; }

        public void Dispose() => _authority.Dispose();
    }
}
