using System.Security.Cryptography;
using TrafficGuardian.Proxy.Tests.Support;
using TrafficGuardian.Proxy.Tls;

namespace TrafficGuardian.Proxy.Tests.Tls;

public sealed class CertificateJudgeTests
{
    private const string Host = "api.example";

    [Fact]
    public void A_good_certificate_is_good_for_its_host_alone()
    {
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue();
        var judge = Judge(world);
        Assert.False(judge.IsKnownGood(leaf, Host));
        Assert.Equal(TlsFault.None, judge.Judge(leaf, [], Host));
        Assert.True(judge.IsKnownGood(leaf, Host));
        Assert.Equal(TlsFault.WrongName, judge.Judge(leaf, [], "api.example.com"));
        Assert.False(judge.IsKnownGood(leaf, "api.example.com"));
        Assert.Equal(TlsFault.WrongName, judge.Judge(leaf, [], "127.0.0.1"));
        Assert.Equal(TlsFault.Untrusted, new CertificateJudge([], TimeProvider.System).Judge(leaf, [], Host));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_certificate_for_an_address_is_good_for_that_address(string address)
    {
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue(new LeafSpec { Host = address });
        Assert.Equal(TlsFault.None, Judge(world).Judge(leaf, [], address));
        Assert.Equal(TlsFault.WrongName, Judge(world).Judge(leaf, [], "127.0.0.2"));
    }

    [Fact]
    public void A_name_with_an_underscore_is_a_name()
    {
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue(new LeafSpec { Host = "my_api.example" });
        Assert.Equal(TlsFault.None, Judge(world).Judge(leaf, [], "my_api.example"));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1536)]
    public void A_short_key_is_weak(int bits)
    {
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue(new LeafSpec { RsaBits = bits });
        Assert.Equal(TlsFault.Weak, Judge(world).Judge(leaf, [], Host));
    }

    [Fact]
    public void A_signature_with_SHA1_is_weak_in_the_leaf_and_between()
    {
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue(new LeafSpec { Hash = HashAlgorithmName.SHA1 });
        using var between = world.Intermediate("Between", HashAlgorithmName.SHA1);
        using var below = between.Issue();
        Assert.Equal(TlsFault.Weak, Judge(world).Judge(leaf, [], Host));
        Assert.Equal(TlsFault.Weak, Judge(world).Judge(below, [between.Certificate], Host));
    }

    [Fact]
    public void A_chain_is_judged_by_what_was_sent_along()
    {
        using var world = new MadeAuthority("World");
        using var between = world.Intermediate("Between");
        using var leaf = between.Issue();
        Assert.Equal(TlsFault.Untrusted, Judge(world).Judge(leaf, [], Host));
        Assert.Equal(TlsFault.None, Judge(world).Judge(leaf, [between.Certificate], Host));
    }

    [Fact]
    public void Validity_is_judged_by_the_clock_each_time()
    {
        var time = new FakeTime();
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue(new LeafSpec { UntilDays = 1 });
        var judge = new CertificateJudge([world.Certificate], time);
        Assert.Equal(TlsFault.None, judge.Judge(leaf, [], Host));
        time.Advance(TimeSpan.FromDays(2));
        Assert.False(judge.IsKnownGood(leaf, Host));
        Assert.Equal(TlsFault.Expired, judge.Judge(leaf, [], Host));
    }

    [Theory]
    [InlineData("a..example")]
    [InlineData("-")]
    [InlineData("...")]
    [InlineData("")]
    public void A_name_that_is_none_fits_no_certificate(string name)
    {
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue();
        Assert.Equal(TlsFault.WrongName, Judge(world).Judge(leaf, [], name));
    }

    [Fact]
    public void Names_that_can_not_be_read_fit_nothing()
    {
        using var world = new MadeAuthority("World");
        using var leaf = world.Issue(new LeafSpec { RawNames = [0x30, 0x05, 0x82] });
        Assert.NotEqual(TlsFault.None, Judge(world).Judge(leaf, [], Host));
    }

    private static CertificateJudge Judge(MadeAuthority world) => new([world.Certificate], TimeProvider.System);
}
