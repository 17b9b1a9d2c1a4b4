using System.Text;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Tests.Validators;

public sealed class PlaceholderTests
{
    [Theory]
    [InlineData("YOUR_API_KEY")]
    [InlineData("sk-...")]
    [InlineData("sk-ant-xxxxxxxxxxxxxxxx")]
    [InlineData("sk-proj-xxxx-xxxx")]
    [InlineData("${OPENAI_API_KEY}")]
    [InlineData("<key>")]
    [InlineData("ghp_000000000000000000000000000000000000")]
    [InlineData("my-dummy-key")]
    public void A_fill_in_is_told(string value) => Assert.True(Placeholder.IsFillIn(Encoding.ASCII.GetBytes(value)));

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("sk-fake-a81bb2c9d4")]
    [InlineData("4111111111111111")]
    public void A_documented_sample_is_told(string value) => Assert.True(Placeholder.IsSample(Encoding.ASCII.GetBytes(value)));

    [Theory]
    [InlineData("xxxx")]
    [InlineData("XXxx")]
    [InlineData("fake")]
    [InlineData("FaKe")]
    [InlineData("dummy")]
    public void Chance_makes_no_fill_in_of_a_key(string word)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var key = Encoding.ASCII.GetBytes(TestRules.Expand("sk-proj-{alnum:40}", seed).Insert(30, word));
            Assert.False(Placeholder.IsFillIn(key) || Placeholder.IsSample(key), Encoding.ASCII.GetString(key));
        }
    }

    [Fact]
    public void Of_random_keys_hardly_one_is_lost()
    {
        var random = new Random(5);
        var lost = 0;
        for (var i = 0; i < 100_000; i++)
        {
            Detection.Rules.Template.TryExpand("{b64url:93}", random, out var key, out _);
            lost += Placeholder.IsFillIn(Encoding.ASCII.GetBytes(key!)) ? 1 : 0;
        }

        Assert.InRange(lost, 0, 2);
    }
}
