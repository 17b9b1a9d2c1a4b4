using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Lifecycle;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.State;

public sealed class NanoclawTreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tg-tree-").FullName;

    [Theory]
    [InlineData("package.json")]
    [InlineData("src/container-runner.ts")]
    [InlineData("dist/container-runner.js")]
    public void A_home_in_the_project_tree_is_refused_with_the_reason_and_nothing_is_made(string mark)
    {
        MakeTree(mark);
        foreach (var below in new[] { "clone", "clone/data/traffic-guardian", "clone/a/b/c" })
        {
            var home = new StateHome(Context(below, "nanoclaw"));
            var fault = Assert.Single(home.Faults());
            Assert.Contains("NanoClaw's project tree", fault, StringComparison.Ordinal);
            Assert.Contains("--home", fault, StringComparison.Ordinal);
            Assert.Equal(fault, Assert.Throws<StateException>(home.Create).Message);
        }

        Assert.False(Directory.Exists(Path.Join(_folder, "clone/data")));
        Assert.Null(MonitorSetup.Load(Context("clone/home", "nanoclaw"), ConfigOverrides.None, out var problems, out _));
        Assert.Contains("project tree", Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_into_it_is_seen_through()
    {
        MakeTree("package.json");
        Directory.CreateSymbolicLink(Path.Join(_folder, "elsewhere"), Path.Join(_folder, "clone"));
        Assert.Single(new StateHome(Context("elsewhere/state", "nanoclaw")).Faults());
    }

    [Fact]
    public void Other_places_and_other_platforms_are_not_refused()
    {
        MakeTree("package.json");
        Assert.Empty(new StateHome(Context("state", "nanoclaw")).Faults());
        Assert.Empty(new StateHome(Context("clone/state", "picoclaw")).Faults());
        Directory.CreateDirectory(Path.Join(_folder, "other"));
        File.WriteAllText(Path.Join(_folder, "other/package.json"), """{ "name": "nanoclaw-fan", "x": "nanoclaw" }""");
        Assert.Empty(new StateHome(Context("other/state", "nanoclaw")).Faults());
        File.WriteAllText(Path.Join(_folder, "other/package.json"), "no JSON");
        Assert.Empty(new StateHome(Context("other/state", "nanoclaw")).Faults());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void MakeTree(string mark)
    {
        var tree = Path.Join(_folder, "clone");
        Directory.CreateDirectory(Path.Join(tree, "container/agent-runner"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(tree, mark))!);
        File.WriteAllText(Path.Join(tree, mark), mark == "package.json" ? """{ "version": "2.0.0", "name": "nanoclaw" }""" : "");
    }

    private PlatformContext Context(string home, string platform) => PlatformResolver.Resolve(
        new PlatformRequest(platform, Path.Join(_folder, home), Config: null, _folder),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder },
        out _)!;
}
