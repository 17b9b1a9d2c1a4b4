using System.Security.Cryptography;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.Log;

public sealed class FindingLogDigestTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_log_that_is_not_there_or_empty_it_is_the_digest_of_nothing()
    {
        using var digest = new FindingLogDigest(_folder.Path);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", digest.Update());

        using var log = _folder.Open();
        Assert.Equal(FindingLogDigest.Empty, digest.Update());
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", FindingLogDigest.Empty);
    }

    [Fact]
    public void What_several_processes_append_is_read_once()
    {
        using var digest = new FindingLogDigest(_folder.Path);
        using var one = _folder.Open();
        using var two = _folder.Open();
        for (var number = 0; number < 50; number++)
        {
            (number % 2 == 0 ? one : two).Write(LogFolder.Numbered(number));
            Assert.Equal(ByHand(), digest.Update());
        }

        Assert.Equal(new FileInfo(_folder.Newest).Length, digest.BytesRead);
    }

    [Fact]
    public void Files_count_by_their_numbers_oldest_first_however_the_folder_lists_them()
    {
        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(4));
        foreach (var number in (int[])[1_000_000, 2, 999_999])
        {
            File.WriteAllText(Path.Join(_folder.Path, $"findings-{number:D6}.jsonl"), $"file {number}\n");
            File.SetUnixFileMode(Path.Join(_folder.Path, $"findings-{number:D6}.jsonl"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var digest = new FindingLogDigest(_folder.Path);
        var all = "file 2\nfile 999999\nfile 1000000\n"u8.ToArray().Concat(File.ReadAllBytes(_folder.Newest)).ToArray();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(all)), digest.Update());
    }

    [Fact]
    public void A_rotation_that_removes_nothing_reads_nothing_again()
    {
        using var digest = new FindingLogDigest(_folder.Path);
        using var log = _folder.Open(maxFileBytes: 1_000, maxFiles: 100);
        for (var number = 0; number < 40; number++)
        {
            log.Write(LogFolder.Numbered(number));
            if (number % 7 == 0)
            {
                Assert.Equal(ByHand(), digest.Update());
            }
        }

        Assert.Equal(ByHand(), digest.Update());
        Assert.True(_folder.Names.Length > 10, "the log was not rotated");
        Assert.Equal(Files().Sum(file => new FileInfo(file).Length), digest.BytesRead);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_rotation_that_removes_the_oldest_gives_the_digest_of_what_is_left(int maxFiles)
    {
        using var digest = new FindingLogDigest(_folder.Path);
        using var log = _folder.Open(maxFileBytes: 1_000, maxFiles: maxFiles);
        for (var number = 0; number < 60; number++)
        {
            log.Write(LogFolder.Numbered(number));
            if (number % 5 != 0)
            {
                Assert.Equal(ByHand(), digest.Update());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task While_others_write_and_rotate_it_is_read_and_right_in_the_end(int maxFiles)
    {
        using var digest = new FindingLogDigest(_folder.Path);
        var writing = Task.WhenAll(Enumerable.Range(0, 2).Select(writer => Task.Run(() =>
        {
            using var log = _folder.Open(maxFileBytes: 3_000, maxFiles: maxFiles);
            for (var number = 0; number < 500; number++)
            {
                log.Write(LogFolder.Numbered(number));
            }
        })));
        while (!writing.IsCompleted)
        {
            digest.Update();
        }

        await writing;
        Assert.Equal(ByHand(), digest.Update());
    }

    [Fact]
    public void A_log_that_was_changed_cut_or_removed_gives_the_digest_of_what_lies_there()
    {
        using var digest = new FindingLogDigest(_folder.Path);
        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(1));
        log.Write(LogFolder.Numbered(2));
        digest.Update();

        var bytes = File.ReadAllBytes(_folder.Newest);
        bytes[^20] ^= 1;
        File.WriteAllBytes(_folder.Newest, bytes);
        File.SetLastWriteTimeUtc(_folder.Newest, new DateTime(2026, 4, 26, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(ByHand(), digest.Update());

        File.WriteAllText(_folder.Newest, "x\n");
        Assert.Equal(ByHand(), digest.Update());

        File.Delete(_folder.Newest);
        Assert.Equal(FindingLogDigest.Empty, digest.Update());
    }

    [Fact]
    public void A_file_that_is_a_link_is_refused()
    {
        using var log = _folder.Open();
        File.CreateSymbolicLink(Path.Join(_folder.Path, "findings-000001.jsonl"), "/etc/passwd");
        using var digest = new FindingLogDigest(_folder.Path);

        Assert.Contains("symbolic link", Assert.Throws<StateException>(() => digest.Update()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_log_that_is_given_up_in_the_middle_goes_on_from_there()
    {
        using var log = _folder.Open();
        _folder.Append(new string('x', 1_000_000) + "\n");
        using var digest = new FindingLogDigest(_folder.Path);

        Assert.Throws<OperationCanceledException>(() => digest.Update(new CancellationToken(canceled: true)));
        Assert.InRange(digest.BytesRead, 1, 999_999);
        Assert.Equal(ByHand(), digest.Update());
        Assert.Equal(1_000_001, digest.BytesRead);
    }

    private IEnumerable<string> Files() => FindingLogFiles.Numbers(_folder.Path).Select(number => FindingLogFiles.Rotated(_folder.Path, number)).Append(_folder.Newest);

    private string ByHand() => Convert.ToHexStringLower(SHA256.HashData([.. Files().SelectMany(File.ReadAllBytes)]));
}
