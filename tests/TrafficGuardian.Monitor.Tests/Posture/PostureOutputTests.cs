using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.Posture;
using TrafficGuardian.Monitor.Tests.State;

namespace TrafficGuardian.Monitor.Tests.Posture;

public sealed class PostureOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PlatformContext _context;
    private readonly string _platformHome;

    public PostureOutputTests()
    {
        _platformHome = TemporaryFolder.Make(Path.Join(_folder.Path, "claw"));
        _context = Context("picoclaw", "PICOCLAW_HOME");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Picoclaw_and_hermes_have_a_variable_of_their_own_and_it_may_be_relative()
    {
        var picoclaw = Context("picoclaw", "PICOCLAW_HOME", ("PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT", "~/claw/a.json"), ("HERMES_TRAFFIC_GUARDIAN_ATTESTATION_OUTPUT", "b"));
        var hermes = Context("hermes", "HERMES_HOME", ("HERMES_TRAFFIC_GUARDIAN_ATTESTATION_OUTPUT", "claw/x/../b.json"), ("PICOCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT", "a"));
        var openclaw = Context("openclaw", "OPENCLAW_STATE_DIR", ("OPENCLAW_TRAFFIC_GUARDIAN_PROFILE_OUTPUT", "a"));

        Assert.Equal(Path.Join(_platformHome, "a.json"), PostureOutput.Named(picoclaw));
        Assert.Equal(Path.Join(_platformHome, "b.json"), PostureOutput.Named(hermes));
        Assert.Null(PostureOutput.Named(openclaw));
        Assert.Null(PostureOutput.Named(_context));
    }

    [Theory]
    [InlineData("claw/fragment.json")]
    [InlineData("claw/new/folder/fragment.json")]
    [InlineData("claw/security/clawsec/traffic-guardian/other.json")]
    public void A_file_below_the_platforms_home_will_do(string path) => Assert.Null(Fault(path));

    [Theory]
    [InlineData("elsewhere.json")]
    [InlineData("claw")]
    [InlineData("clawed/fragment.json")]
    [InlineData("claw/../fragment.json")]
    [InlineData("/etc/fragment.json")]
    public void A_file_outside_the_platforms_home_will_not(string path) =>
        Assert.Contains("lies outside", Fault(path), StringComparison.Ordinal);

    [Theory]
    [InlineData("config.json")]
    [InlineData("state.json")]
    [InlineData("control.sock")]
    [InlineData("diagnostics.log")]
    [InlineData("ca/posture.json")]
    [InlineData("findings/posture.json")]
    [InlineData("runs/posture.json")]
    public void Nothing_of_the_state_home_is_written_over(string name) =>
        Assert.Contains("keeps something else", Fault($"claw/security/clawsec/traffic-guardian/{name}"), StringComparison.Ordinal);

    [Fact]
    public void A_symbolic_link_on_the_way_or_at_its_end_is_refused()
    {
        TemporaryFolder.Make(Path.Join(_folder.Path, "target"));
        Directory.CreateSymbolicLink(Path.Join(_platformHome, "link"), Path.Join(_folder.Path, "target"));
        File.CreateSymbolicLink(Path.Join(_platformHome, "fragment.json"), Path.Join(_folder.Path, "target", "fragment.json"));

        Assert.Contains("symbolic link", Fault("claw/link/fragment.json"), StringComparison.Ordinal);
        Assert.Contains("symbolic link", Fault("claw/fragment.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_platforms_home_itself_may_be_a_link()
    {
        Directory.CreateSymbolicLink(Path.Join(_folder.Path, "linked"), _platformHome);
        var context = Context("picoclaw", "PICOCLAW_HOME", ("PICOCLAW_HOME", Path.Join(_folder.Path, "linked")));
        Assert.Null(PostureOutput.Fault(context, Path.Join(_folder.Path, "linked", "fragment.json")));
    }

    [Fact]
    public void A_file_that_holds_something_else_is_not_written_over_and_an_empty_or_older_one_is()
    {
        _folder.Write("claw/config.json", """{ "model": "x" }""");
        _folder.Write("claw/empty.json", "");
        var older = new PostureFragment
        {
            Platform = "picoclaw",
            MonitorStatus = "stale",
            HttpsInspection = false,
            CaFingerprintSha256 = null,
            ConfigSha256 = "",
            FindingLogSha256 = "",
            GeneratedAt = DateTimeOffset.UnixEpoch,
        };
        _folder.Write("claw/older.json", System.Text.Encoding.UTF8.GetString(older.ToUtf8()), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        TemporaryFolder.Make(Path.Join(_platformHome, "folder.json"));

        Assert.Contains("holds something else", Fault("claw/config.json"), StringComparison.Ordinal);
        Assert.Contains("not a regular file", Fault("claw/folder.json"), StringComparison.Ordinal);
        Assert.Contains("not a folder", Fault("claw/config.json/fragment.json"), StringComparison.Ordinal);
        Assert.Null(Fault("claw/empty.json"));
        Assert.Null(Fault("claw/older.json"));
        Assert.True(PostureFile.Write(Path.Join(_platformHome, "older.json"), older));
        Assert.Equal(TemporaryFolder.FileMode, File.GetUnixFileMode(Path.Join(_platformHome, "older.json")));
        Assert.False(PostureFile.Write(Path.Join(_platformHome, "older.json"), older));
    }

    [Fact]
    public void A_path_with_control_characters_is_refused() =>
        Assert.Contains("control characters", PostureOutput.Fault(_context, PostureOutput.Absolute(_context, "claw/a\nb")), StringComparison.Ordinal);

    private string? Fault(string path) => PostureOutput.Fault(_context, PostureOutput.Absolute(_context, path));

    private PlatformContext Context(string platform, string homeVariable, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _folder.Path, [homeVariable] = _platformHome };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return PlatformResolver.Resolve(new PlatformRequest(platform, null, null, _folder.Path), environment, out _)!;
    }
}
