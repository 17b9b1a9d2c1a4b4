using System.Text;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Tests.Injection;

public sealed class RemoveTargetTests
{
    [Theory]
    [InlineData("/", 3)]
    [InlineData("/*", 3)]
    [InlineData("~/", 3)]
    [InlineData("~", 3)]
    [InlineData("*", 3)]
    [InlineData("/usr/*", 3)]
    [InlineData("/srv/data", 2)]
    [InlineData("~/x", 2)]
    [InlineData("$DIR/x", 1)]
    [InlineData("$DIR/*", 1)]
    [InlineData("$DIR", 0)]
    [InlineData("$TMPDIR/x", 0)]
    [InlineData("/tmp/x", 0)]
    [InlineData("~/.cache/x", 0)]
    [InlineData("dist", 0)]
    [InlineData(".git", 0)]
    public void A_target_is_worth_what_its_loss_would_cost(string target, int grade) =>
        Assert.Equal((RemoveGrade)grade, RemoveTarget.Grade(target));

    [Theory]
    [InlineData("rm -rf dist /", true)]
    [InlineData("rm / -r", true)]
    [InlineData("rm -r ${HOME}", true)]
    [InlineData("RM -RF \"$HOME\"/", true)]
    [InlineData("/bin/rm --force --recursive '/'", true)]
    [InlineData("rm\",\"-rf\",\"/\"]", true)]
    [InlineData("rm /", false)]
    [InlineData("rm -i /", false)]
    [InlineData("farm -rf /", false)]
    public void Flags_and_targets_are_read_in_any_order(string command, bool removesRoot) =>
        Assert.Equal(removesRoot, RemoveTarget.IsWorth(Encoding.ASCII.GetBytes(command), RemoveGrade.Root));
}
