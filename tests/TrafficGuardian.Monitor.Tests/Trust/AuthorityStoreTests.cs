using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Tests.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

public sealed class AuthorityStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Home => Path.Join(_folder.Path, "home");

    private AuthorityPaths Paths => new(Home + "/ca/ca.pem", Home + "/ca/ca.key");

    [Fact]
    public void What_is_made_is_a_pair_that_nobody_else_can_read()
    {
        Assert.True(Store().Create(["a.example"], 90, MadeAuthority.Now, replace: false));

        using var authority = Authority.Read(Paths, MadeAuthority.Now, out var faults);
        Assert.Empty(faults);
        Assert.Equal(TemporaryFolder.FileMode, File.GetUnixFileMode(Paths.PrivateKey));
        Assert.Equal(TemporaryFolder.FolderMode, File.GetUnixFileMode(Home + "/ca"));
        Assert.Equal(["ca.key", "ca.pem"], Directory.GetFiles(Home + "/ca").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void One_that_is_there_is_replaced_only_when_told_so()
    {
        Store().Create([], 90, MadeAuthority.Now, replace: false);
        var before = File.ReadAllText(Paths.Certificate);
        Assert.False(Store().Create([], 90, MadeAuthority.Now, replace: false));
        Assert.Equal(before, File.ReadAllText(Paths.Certificate));

        File.Delete(Paths.Certificate);
        Assert.False(Store().Create([], 90, MadeAuthority.Now, replace: false));
        Assert.True(Store().Create([], 90, MadeAuthority.Now, replace: true));
        Assert.NotEqual(before, File.ReadAllText(Paths.Certificate));
    }

    [Fact]
    public void Where_the_certificate_can_not_be_written_the_old_pair_stays_whole()
    {
        Store().Create([], 90, MadeAuthority.Now, replace: false);
        var paths = Paths with { Certificate = Home + "/ca/" + new string('x', 250) };
        var key = File.ReadAllText(Paths.PrivateKey);

        Assert.Throws<StateException>(() => Store(paths).Create([], 90, MadeAuthority.Now, replace: true));

        Assert.Equal(key, File.ReadAllText(Paths.PrivateKey));
        Assert.Equal(["ca.key", "ca.pem"], Directory.GetFiles(Home + "/ca").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Of_many_at_once_one_makes_it_and_the_pair_matches()
    {
        var made = 0;
        Parallel.For(0, 16, _ =>
        {
            try
            {
                Interlocked.Add(ref made, Store().Create([], 90, MadeAuthority.Now, replace: false) ? 1 : 0);
            }
            catch (StateException e)
            {
                Assert.Contains("another command", e.Message, StringComparison.Ordinal);
            }
        });

        Assert.Equal(1, made);
        using var authority = Authority.Read(Paths, MadeAuthority.Now, out var faults);
        Assert.Empty(faults);
    }

    [Fact]
    public void Removing_takes_everything_that_holds_the_CA_and_what_a_crash_left_and_nothing_else()
    {
        Store().Create([], 90, MadeAuthority.Now, replace: false);
        string[] ours = ["bundle.pem", "bundle-0011223344556677.pem", "truststore.p12", "truststore-0011223344556677.p12", ".ca.key.0123456789ab.tmp"];
        Array.ForEach([.. ours, "notes.txt"], name => _folder.Write("home/ca/" + name, "x"));

        var removed = Store().Remove();

        Assert.Equal(6, removed.Count);
        Assert.Equal(["notes.txt"], Directory.GetFiles(Home + "/ca").Select(Path.GetFileName));
        Assert.Empty(Store().Remove());
    }

    [Fact]
    public void An_operators_own_CA_is_neither_made_nor_removed()
    {
        var own = new AuthorityPaths(_folder.Write("own/ca.pem", "mine"), _folder.Write("own/ca.key", "mine"));
        TemporaryFolder.Make(Home + "/ca");
        _folder.Write("home/ca/bundle.pem", "x");

        Assert.Equal([own.Certificate, own.PrivateKey], Store(own).Foreign);
        Assert.Throws<StateException>(() => Store(own).Create([], 90, MadeAuthority.Now, replace: true));
        Assert.Equal([Home + "/ca/bundle.pem"], Store(own).Remove());
        Assert.Equal("minemine", File.ReadAllText(own.Certificate) + File.ReadAllText(own.PrivateKey));
    }

    [Fact]
    public void A_folder_that_is_a_link_is_refused()
    {
        TemporaryFolder.Make(Home);
        _folder.Write("elsewhere/bundle.pem", "x");
        Directory.CreateSymbolicLink(Home + "/ca", _folder.Path + "/elsewhere");

        Assert.Throws<StateException>(() => Store().Remove());
        Assert.Throws<StateException>(() => Store().Create([], 90, MadeAuthority.Now, replace: true));
        Assert.True(File.Exists(_folder.Path + "/elsewhere/bundle.pem"));
    }

    public void Dispose() => _folder.Dispose();

    private AuthorityStore Store(AuthorityPaths? paths = null) => new(Platforms.Context.Of(PlatformKind.Picoclaw, Home), paths ?? Paths);
}
