using System.Text;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Tests.Validators;

public sealed class TextValidatorTests
{
    [Theory]
    [InlineData("not_ending:.pub|.md", "id_rsa", true)]
    [InlineData("not_ending:.pub|.md", "id_rsa.PUB", false)]
    [InlineData("not_ending:.pub", "ub", true)]
    [InlineData("without:ssh/|T3Bl", "/backup/id_rsa", true)]
    [InlineData("without:ssh/|T3Bl", "~/.ssh/id_rsa", false)]
    [InlineData("without:T3Bl", "t3bl", true)]
    [InlineData("url_password", "postgres://svc:k3y-of-mine@db.corp", true)]
    [InlineData("url_password", "mongodb://svc:p4ss@w0rd@db.corp", true)]
    [InlineData("url_password", "postgres://svc:letters@db.corp", false)]
    [InlineData("url_password", "postgres://svc:MyPassw0rd1@db.corp", false)]
    [InlineData("url_password", "https://db.corp:443", false)]
    public void A_validator_tells_what_its_rule_means_from_what_it_does_not(string name, string value, bool accepted)
    {
        Assert.True(ValidatorRegistry.TryMake(name, out var validator));
        Assert.Equal(accepted, validator.Accepts(Encoding.ASCII.GetBytes(value)));
    }

    [Theory]
    [InlineData("not_ending")]
    [InlineData("not_ending:a||b")]
    [InlineData("without:")]
    [InlineData("without:é")]
    [InlineData("url_password:1")]
    public void A_wrong_argument_makes_no_validator(string name) => Assert.False(ValidatorRegistry.TryMake(name, out _));
}
