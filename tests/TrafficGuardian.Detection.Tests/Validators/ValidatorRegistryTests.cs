using System.Text;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Tests.Validators;

public sealed class ValidatorRegistryTests
{
    [Theory]
    [InlineData("entropy:3.0", "aaaaaaaabbbbbbbb", false)]
    [InlineData("entropy:3.0", "a1b2c3d4e5f6g7h8", true)]
    [InlineData("letters_and_digits", "abc1", true)]
    [InlineData("letters_and_digits", "abcd", false)]
    [InlineData("mixed_case", "aB", true)]
    [InlineData("mixed_case", "ab", false)]
    [InlineData("not_hex", "00ff", false)]
    [InlineData("not_hex", "00fg", true)]
    [InlineData("not_placeholder", "YOUR_API_KEY", false)]
    [InlineData("not_placeholder", "sk-xxxxxxxxxxxx", false)]
    [InlineData("not_placeholder", "a81bb2c9", true)]
    public void A_validator_answers_for_a_value(string name, string value, bool expected) =>
        Assert.Equal(expected, ValidatorRegistry.Make(name).Accepts(Encoding.ASCII.GetBytes(value)));

    [Theory]
    [InlineData("nothing")]
    [InlineData("entropy:x")]
    [InlineData("mixed_case:1")]
    public void An_unknown_name_or_argument_is_refused(string name) => Assert.False(ValidatorRegistry.TryMake(name, out _));
}
