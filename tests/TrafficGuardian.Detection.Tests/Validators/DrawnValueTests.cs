using System.Text;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Tests.Validators;

public sealed class DrawnValueTests
{
    [Theory]
    [InlineData("{alnum:24}", 0.97)]
    [InlineData("{hex:32}", 0.99)]
    [InlineData("{lowerdigit:32}", 0.99)]
    [InlineData("{b64url:43}", 0.98)]
    public void Most_random_values_are_taken_for_what_they_are(string template, double share)
    {
        var random = new Random(3);
        var taken = 0;
        for (var i = 0; i < 2000; i++)
        {
            Detection.Rules.Template.TryExpand(template, random, out var value, out _);
            taken += DrawnValue.Is(Encoding.ASCII.GetBytes(value!)) ? 1 : 0;
        }

        Assert.InRange(taken, 2000 * share, 2000);
    }

    [Theory]
    [InlineData("get_token_from_header")]
    [InlineData("stored-in-your-environment-2024")]
    [InlineData("settings/v2/page-17")]
    [InlineData("ultraPictureBox1")]
    [InlineData("prod20240131")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    [InlineData("ABCDEFGHabcdefgh01234567")]
    [InlineData("rc0.13.0_20230412_0712-SNAPSHOT")]
    [InlineData("projects/p/secrets/s/versions/12")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaa1111")]
    public void Names_versions_paths_and_alphabets_are_not(string value) => Assert.False(DrawnValue.Is(Encoding.ASCII.GetBytes(value)));
}
