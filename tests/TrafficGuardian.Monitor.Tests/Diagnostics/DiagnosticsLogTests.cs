using Microsoft.Extensions.Logging;
using TrafficGuardian.Monitor.Diagnostics;
using TrafficGuardian.Monitor.Tests.Inspection;

namespace TrafficGuardian.Monitor.Tests.Diagnostics;

public sealed class DiagnosticsLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_line_says_when_how_bad_where_and_what()
    {
        var path = _folder.File("diagnostics.log");
        await using (var log = new DiagnosticsLog(path, new FakeTime()))
        {
            log.CreateLogger("Proxy").LogWarning(new EventId(7), "refused {Host}\nsecond line", "example.com");
            log.CreateLogger("Proxy").LogDebug("not wanted");
        }

        Assert.Equal("2026-04-26T00:00:00.000Z warn Proxy 7 refused example.com second line\n", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Of_an_exception_the_kinds_are_written_and_never_the_text()
    {
        var path = _folder.File("diagnostics.log");
        await using (var log = new DiagnosticsLog(path, new FakeTime()))
        {
            var exception = new IOException(Rules.Key(1), new InvalidOperationException(Rules.Key(2)));
            log.CreateLogger("Proxy").LogError(exception, "failed");
        }

        var text = File.ReadAllText(path);
        Assert.Contains("failed: IOException < InvalidOperationException", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tgmade", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_of_bounded_size_are_kept_at_most()
    {
        var path = _folder.File("diagnostics.log");
        for (var round = 0; round < 5; round++)
        {
            await using var log = new DiagnosticsLog(path, new FakeTime(), maxFileBytes: 2_000);
            var logger = log.CreateLogger("Proxy");
            for (var line = 0; line < 20; line++)
            {
                logger.LogInformation("round {Round} line {Line}", round, line);
            }
        }

        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        Assert.All(Directory.GetFiles(_folder.Path), file => Assert.InRange(new FileInfo(file).Length, 1, 2_000));
        Assert.EndsWith("round 4 line 19\n", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_can_t_be_written_disturbs_nobody()
    {
        await using var log = new DiagnosticsLog(_folder.File("missing/diagnostics.log"), new FakeTime());
        log.CreateLogger("Proxy").LogError("lost");
        await log.DisposeAsync();
        Assert.Equal(1, log.Dropped);
    }
}
