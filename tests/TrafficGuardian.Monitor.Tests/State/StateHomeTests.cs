using System.Net.Sockets;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.State;

public sealed class StateHomeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_home_and_what_is_missing_above_it_are_made_private()
    {
        var home = Home("a/b/home");

        home.Create();

        Assert.Equal(TemporaryFolder.FolderMode, File.GetUnixFileMode(home.Root));
        Assert.Equal(TemporaryFolder.FolderMode, File.GetUnixFileMode(Path.Join(_folder.Path, "a/b")));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_home_that_others_may_enter_is_refused_with_the_command_that_mends_it(UnixFileMode surplus)
    {
        var home = Home("home");
        home.Create();
        File.SetUnixFileMode(home.Root, TemporaryFolder.FolderMode | surplus);

        var error = Assert.Throws<StateException>(home.Create);

        Assert.Contains($"chmod 700 '{home.Root}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_home_that_is_a_link_is_refused_but_a_link_above_it_is_not()
    {
        var real = Directory.CreateDirectory(Path.Join(_folder.Path, "real"), TemporaryFolder.FolderMode).FullName;
        File.CreateSymbolicLink(Path.Join(_folder.Path, "link"), real);

        Assert.Contains("symbolic link", Assert.Throws<StateException>(Home("link").Create).Message, StringComparison.Ordinal);
        Home("link/home").Create();
        Assert.True(Directory.Exists(Path.Join(real, "home")));
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("state.json")]
    [InlineData("diagnostics.log")]
    [InlineData("posture.json")]
    [InlineData("ca/ca.key")]
    public void Files_that_others_may_read_are_refused_all_at_once(string name)
    {
        var home = Home("home");
        home.Create();
        _folder.Write("home/" + name, "x", TemporaryFolder.FileMode | UnixFileMode.GroupRead);
        _folder.Write("home/state.lock", "", TemporaryFolder.FileMode | UnixFileMode.OtherRead);

        var error = Assert.Throws<StateException>(home.Create);

        Assert.Contains($"chmod 600 '{home.Root}/{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("state.lock", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_below_the_home_is_refused()
    {
        var home = Home("home");
        home.Create();
        var outside = Directory.CreateDirectory(Path.Join(_folder.Path, "outside"), TemporaryFolder.FolderMode).FullName;
        File.CreateSymbolicLink(Path.Join(home.Root, "findings"), outside);

        Assert.Contains("symbolic link", Assert.Throws<StateException>(() => home.CreateFolder(home.FindingsFolder("findings/deep"))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public void No_folder_is_made_outside_the_home()
    {
        var home = Home("home");

        Assert.Throws<StateException>(() => home.CreateFolder(_folder.Path + "/home-too"));
        Assert.False(Directory.Exists(_folder.Path + "/home-too"));
    }

    [Fact]
    public void Another_users_home_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a folder away");
        var home = Home("home");
        home.Create();
        Run("chown", "65534", home.Root);

        Assert.Contains("belongs to another user", Assert.Throws<StateException>(home.Create).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_too_long_for_a_socket_has_its_socket_in_the_runtime_folder()
    {
        var runtime = Directory.CreateDirectory(Path.Join(_folder.Path, "run"), TemporaryFolder.FolderMode).FullName;
        var home = new StateHome(Path.Join(_folder.Path, new string('d', 120)), runtime, "/tmp");
        home.Create();

        home.CreateSocketFolder(home.Instance);

        Assert.StartsWith(runtime + "/traffic-guardian-", home.Instance.ControlSocket, StringComparison.Ordinal);
        Bind(home.Instance.ControlSocket);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("run")]
    public void Where_the_runtime_folder_is_missing_or_open_to_others_a_private_one_is_made(string? runtime)
    {
        var open = Directory.CreateDirectory(Path.Join(_folder.Path, "run"), TemporaryFolder.FolderMode | UnixFileMode.OtherRead).FullName;
        var home = new StateHome(Path.Join(_folder.Path, new string('d', 120)), runtime is null ? null : open, _folder.Path);
        home.Create();

        home.CreateSocketFolder(home.Instance);

        var folder = Path.GetDirectoryName(home.Instance.ControlSocket)!;
        Assert.Equal(_folder.Path, Path.GetDirectoryName(folder));
        Assert.Equal(TemporaryFolder.FolderMode, File.GetUnixFileMode(folder));
        Bind(home.Instance.ControlSocket);
    }

    [Fact]
    public void A_runtime_folder_that_somebody_else_prepared_is_refused()
    {
        var home = new StateHome(Path.Join(_folder.Path, new string('d', 120)), null, _folder.Path);
        home.Create();
        File.CreateSymbolicLink(Path.GetDirectoryName(home.Instance.ControlSocket)!, home.Root);

        Assert.Throws<StateException>(() => home.CreateSocketFolder(home.Instance));
    }

    private static void Bind(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        File.Delete(path);
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private StateHome Home(string name) => new(Path.Join(_folder.Path, name), null, _folder.Path);
}
