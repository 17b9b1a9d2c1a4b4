using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Tests.Log;

public sealed class FindingLogTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_made_at_start_for_the_owner_alone()
    {
        using var log = _folder.Open();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder.Newest));
        Assert.Equal(0, new FileInfo(_folder.Newest).Length);
        Assert.Null(log.LastError);
    }

    [Fact]
    public void A_finding_is_one_line_with_the_eleven_fields_in_order()
    {
        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(1));
        Assert.Equal(
            """
            {"schema_version":"clawsec-traffic-finding/v1","platform":"picoclaw","direction":"outbound","protocol":"http","threat_type":"EXFIL","pattern":"ai_api_key","severity":"high","source":"127.0.0.1","dest":"api.example.com:443","snippet":"finding 000001","timestamp":"2026-04-26T00:00:00.000Z"}

            """,
            File.ReadAllText(_folder.Newest));
        Assert.Equal(1, log.Written);
    }

    [Fact]
    public void A_file_that_is_full_is_rotated_numbered_upwards_and_the_oldest_are_removed()
    {
        using var log = _folder.Open(maxFileBytes: 1_000, maxFiles: 3);
        for (var number = 0; number < 20; number++)
        {
            log.Write(LogFolder.Numbered(number));
        }

        Assert.Equal(["findings-000005.jsonl", "findings-000006.jsonl", "findings.jsonl"], _folder.Names);
        Assert.Equal(Enumerable.Range(12, 8).Select(number => $"finding {number:D6}"), _folder.Snippets);
        Assert.All(Directory.GetFiles(_folder.Path), path => Assert.Equal(OwnerOnly, File.GetUnixFileMode(path)));
        Assert.All(Directory.GetFiles(_folder.Path, "*.jsonl"), path => Assert.InRange(new FileInfo(path).Length, 1, 1_000));
    }

    [Fact]
    public void One_file_at_most_keeps_the_newest_findings_only()
    {
        using var log = _folder.Open(maxFileBytes: 1_000, maxFiles: 1);
        for (var number = 0; number < 8; number++)
        {
            log.Write(LogFolder.Numbered(number));
        }

        Assert.Equal(["findings.jsonl"], _folder.Names);
        Assert.Equal("finding 000007", _folder.Snippets[^1]);
    }

    [Fact]
    public async Task Two_writers_tear_no_line_and_lose_none_while_both_rotate()
    {
        const int Each = 1_500;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(writer => Task.Run(() =>
        {
            using var log = _folder.Open(maxFileBytes: 20_000, maxFiles: 1_000);
            for (var number = 0; number < Each; number++)
            {
                log.Write(LogFolder.Numbered((writer * Each) + number));
            }

            Assert.Equal((Each, 0), (log.Written, log.Lost));
        })));

        var lines = Directory.GetFiles(_folder.Path, "*.jsonl").SelectMany(File.ReadAllLines).Where(line => line.Length > 0).ToArray();
        Assert.All(lines, line => Assert.True(FindingJson.TryRead(Encoding.UTF8.GetBytes(line), out _)));
        Assert.Equal(3 * Each, lines.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 3 * Each).Select(number => $"finding {number:D6}"), _folder.Snippets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_writer_notices_that_another_has_rotated_or_removed_the_file()
    {
        using var one = _folder.Open();
        using var other = _folder.Open();
        one.Write(LogFolder.Numbered(1));
        File.Move(_folder.Newest, Path.Join(_folder.Path, "findings-000001.jsonl"));
        other.Write(LogFolder.Numbered(2));
        one.Write(LogFolder.Numbered(3));
        Assert.Equal(["finding 000001", "finding 000002", "finding 000003"], _folder.Snippets);

        File.Delete(_folder.Newest);
        one.Write(LogFolder.Numbered(4));
        Assert.Equal(["finding 000001", "finding 000004"], _folder.Snippets);
    }

    [Fact]
    public void A_torn_last_line_is_ended_at_start_and_swallows_nothing()
    {
        _folder.Open().Dispose();
        File.WriteAllText(_folder.Newest, "{\"schema_version\":\"clawsec-tra");
        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(1));
        Assert.Equal(["finding 000001"], _folder.Snippets);
        Assert.Equal(2, File.ReadAllLines(_folder.Newest).Length);
    }

    [Fact]
    public void A_last_line_that_lacks_only_its_end_is_kept()
    {
        using (var log = _folder.Open())
        {
            log.Write(LogFolder.Numbered(1));
        }

        using (var file = new FileStream(_folder.Newest, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        _folder.Open().Dispose();
        Assert.Equal(["finding 000001"], _folder.Snippets);
    }

    [Fact]
    public void A_full_disk_loses_findings_counts_them_and_is_recovered_from()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "no /dev/full on this machine");
        var isFull = true;
        using var log = _folder.Open(_folder.Options() with
        {
            Open = path => isFull ? File.OpenHandle("/dev/full", access: FileAccess.Write) : SafeFile.OpenAppend(path).SafeFileHandle,
        });
        log.Write(LogFolder.Numbered(1));
        log.Write(LogFolder.Numbered(2));
        Assert.Equal((0, 2, "no_space"), (log.Written, log.Lost, log.LastError));

        isFull = false;
        log.Write(LogFolder.Numbered(3));
        Assert.Equal((1, 2), (log.Written, log.Lost));
        Assert.Equal(["finding 000003"], _folder.Snippets);
    }

    [Fact]
    public void A_disk_that_fails_to_open_costs_findings_and_nothing_else()
    {
        var isBroken = true;
        using var log = _folder.Open(_folder.Options() with
        {
            Open = path => isBroken ? throw new IOException("broken", 30) : SafeFile.OpenAppend(path).SafeFileHandle,
        });
        Assert.Equal("read_only", log.LastError);
        log.Write(LogFolder.Numbered(1));
        Assert.Equal(1, log.Lost);
        isBroken = false;
        log.Write(LogFolder.Numbered(2));
        Assert.Equal((1, 1), (log.Written, log.Lost));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("mode")]
    public void A_file_that_is_not_ours_alone_is_never_written(string fault)
    {
        _folder.Open().Dispose();
        var elsewhere = Path.Join(_folder.Path, "elsewhere");
        if (fault == "link")
        {
            File.Move(_folder.Newest, elsewhere);
            File.CreateSymbolicLink(_folder.Newest, elsewhere);
        }
        else
        {
            File.SetUnixFileMode(_folder.Newest, OwnerOnly | UnixFileMode.OtherRead);
        }

        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(1));
        Assert.Equal((1, "unsafe_file"), (log.Lost, log.LastError));
        Assert.Equal("", File.ReadAllText(_folder.Newest));
    }

    [Fact]
    public void A_folder_that_was_removed_is_made_again()
    {
        using var log = _folder.Open();
        Directory.Delete(_folder.Path, recursive: true);
        log.Write(LogFolder.Numbered(1));
        Assert.Equal(["finding 000001"], _folder.Snippets);
    }

    [Fact]
    public void A_line_cut_short_by_a_full_disk_does_not_swallow_the_next()
    {
        using var log = _folder.Open();
        log.Write(LogFolder.Numbered(1));
        _folder.Append("{\"schema_version\":\"clawsec-traffic-finding/v1\",\"platf");
        log.Write(LogFolder.Numbered(2));
        Assert.Equal(["finding 000001", "finding 000002"], _folder.Snippets);
    }
}
