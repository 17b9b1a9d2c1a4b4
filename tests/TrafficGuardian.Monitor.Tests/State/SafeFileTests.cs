using System.Diagnostics;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.State;

public sealed class SafeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Join(_folder.Path, name);

    [Fact]
    public void A_file_is_made_for_its_owner_alone()
    {
        using (SafeFile.OpenAppend(At("log")))
        {
            Assert.Equal(TemporaryFolder.FileMode, File.GetUnixFileMode(At("log")));
        }

        SafeFile.Replace(At("state"), "x"u8);
        Assert.Equal(TemporaryFolder.FileMode, File.GetUnixFileMode(At("state")));
    }

    [Fact]
    public void Two_writers_that_append_lose_nothing()
    {
        using (var one = SafeFile.OpenAppend(At("log")))
        using (var two = SafeFile.OpenAppend(At("log")))
        {
            one.Write("one\n"u8);
            two.Write("two\n"u8);
            one.Write("three\n"u8);
        }

        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(At("log")));
    }

    [Fact]
    public void A_link_is_followed_by_no_operation()
    {
        var victim = _folder.Write("victim", "kept");
        File.CreateSymbolicLink(At("link"), victim);

        Assert.Contains("symbolic link", Assert.Throws<StateException>(() => SafeFile.OpenAppend(At("link"))).Message, StringComparison.Ordinal);
        Assert.Throws<StateException>(() => SafeFile.OpenRead(At("link")));
        SafeFile.Replace(At("link"), "new"u8);

        Assert.Equal("kept", File.ReadAllText(victim));
        Assert.Equal("new", File.ReadAllText(At("link")));
    }

    [Fact]
    public void A_link_that_leads_nowhere_makes_no_file_at_its_end()
    {
        File.CreateSymbolicLink(At("link"), At("made-by-the-victim"));

        Assert.Throws<StateException>(() => SafeFile.OpenAppend(At("link")));

        Assert.False(File.Exists(At("made-by-the-victim")));
    }

    [Fact]
    public void A_file_that_others_may_read_is_not_written()
    {
        _folder.Write("log", "", TemporaryFolder.FileMode | UnixFileMode.OtherRead);

        Assert.Contains("chmod 600", Assert.Throws<StateException>(() => SafeFile.OpenAppend(At("log"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_in_a_files_place_is_refused_and_not_waited_for()
    {
        using (var process = Process.Start("mkfifo", ["-m", "600", At("pipe")]))
        {
            process.WaitForExit();
        }

        Assert.Contains("regular file", Assert.Throws<StateException>(() => SafeFile.OpenRead(At("pipe"))).Message, StringComparison.Ordinal);
        Assert.Null(ForeignFile.Read(At("pipe"), 100, out var fault));
        Assert.Equal("is not a regular file", fault);
    }

    [Fact]
    public void A_folder_in_a_files_place_is_refused()
    {
        Directory.CreateDirectory(At("state.json"), TemporaryFolder.FolderMode);

        Assert.Contains("regular file", Assert.Throws<StateException>(() => SafeFile.Read(At("state.json"), 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_longer_than_the_limit_is_not_read()
    {
        _folder.Write("state", "12345");

        Assert.Equal(5, SafeFile.Read(At("state"), 5)!.Length);
        Assert.Throws<StateException>(() => SafeFile.Read(At("state"), 4));
    }

    [Fact]
    public void A_missing_file_is_null_and_its_removal_is_no_error()
    {
        Assert.Null(SafeFile.Read(At("none"), 10));
        SafeFile.Remove(At("none"));
        SafeFile.Remove(At("no/such/folder"));
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var error = Assert.Throws<StateException>(() => SafeFile.Replace(At("no/state"), "new"u8));

        Assert.Contains(At("no/state"), error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_replaced_file_leaves_no_temporary_file()
    {
        SafeFile.Replace(At("state"), "one"u8);
        SafeFile.Replace(At("state"), "two"u8);

        Assert.Equal("two", File.ReadAllText(At("state")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
