using System.Text.RegularExpressions;

namespace TrafficGuardian.Detection.Tests.Rules;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("a{digit:3}b", "^a[0-9]{3}b$")]
    [InlineData("{{\"k\":\"{base32:16}\"}", "^\\{\"k\":\"[A-Z2-7]{16}\"}$")]
    [InlineData("{hex:2-5}", "^[0-9a-f]{2,5}$")]
    [InlineData("{HEX:4}{lower:4}{upper:4}{lowerdigit:4}{word:4}{b64:8}{b64url:8}", "^[0-9A-F]{4}[a-z]{4}[A-Z]{4}[a-z0-9]{4}\\w{4}[A-Za-z0-9+/]{8}[A-Za-z0-9_-]{8}$")]
    public void Places_are_filled_with_their_class(string template, string expected)
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.Matches(new Regex(expected), TestRules.Expand(template, seed));
    }

    [Fact]
    public void Long_mixed_places_hold_a_letter_and_a_digit()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var text = TestRules.Expand("{hex:8}", seed);
            Assert.True(text.Any(char.IsAsciiDigit) && text.Any(char.IsAsciiLetter), text);
        }
    }

    [Fact]
    public void A_seed_gives_one_text() => Assert.Equal(TestRules.Expand("{alnum:40}", 4), TestRules.Expand("{alnum:40}", 4));
}
