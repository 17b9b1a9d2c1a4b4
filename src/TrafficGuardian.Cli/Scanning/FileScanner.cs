using System.Buffers;
using System.IO.Pipelines;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>Scans files of every kind.</summary>
/// <param name="scanner">The detector at work.</param>
/// <param name="only">The one direction that is asked for, or null for both.</param>
/// <param name="unknown">What a message is taken for that does not say where it goes.</param>
internal sealed class FileScanner(OfflineScanner scanner, Direction? only, ScanMessage unknown)
{
    private const int LongestArchive = 512 * 1024 * 1024;

    /// <exception cref="ScanInputException">The file is not what it claims to be.</exception>
    public async Task<FileScan> ScanAsync(string name, Stream stream)
    {
        scanner.NextFile();
        var result = new FileScan(name);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var beginning = await reader.ReadAtLeastAsync(ScanKinds.SampleBytes).ConfigureAwait(false);
        var kind = ScanKinds.Of(name, beginning.Buffer.Slice(0, Math.Min(beginning.Buffer.Length, ScanKinds.SampleBytes)).ToArray());
        reader.AdvanceTo(beginning.Buffer.Start);
        await (kind switch
        {
            ScanKind.Har => ArchiveAsync(result, reader),
            ScanKind.JsonLines => LinesAsync(result, reader),
            _ => PlainAsync(result, reader),
        }).ConfigureAwait(false);
        await reader.CompleteAsync().ConfigureAwait(false);
        return result;
    }

    private async Task PlainAsync(FileScan result, PipeReader reader)
    {
        result.Messages = 1;
        Direction[] directions = only is { } one ? [one] : [Direction.Outbound, Direction.Inbound];
        var messages = directions.Select(direction => unknown with { Direction = direction }).ToList();
        var stream = reader.AsStream(leaveOpen: true);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var finding in scanner.ScanAsync(stream, messages).ConfigureAwait(false))
            {
                result.Add(finding);
            }
        }
    }

    private async Task LinesAsync(FileScan result, PipeReader reader)
    {
        await foreach (var (number, line) in MessageLines.ReadAsync(reader, result.Name).ConfigureAwait(false))
        {
            Message(result, JsonLinesReader.Read($"{result.Name}:{number}", line, unknown with { Direction = only ?? unknown.Direction }));
        }
    }

    private async Task ArchiveAsync(FileScan result, PipeReader reader)
    {
        var read = await reader.ReadAtLeastAsync(LongestArchive).ConfigureAwait(false);
        if (!read.IsCompleted)
        {
            throw new ScanInputException($"{result.Name}: longer than {LongestArchive} bytes. Export a part of it.");
        }

        foreach (var message in HarReader.Read(result.Name, read.Buffer.ToArray()))
        {
            Message(result, message);
        }

        reader.AdvanceTo(read.Buffer.End);
    }

    private void Message(FileScan result, ScanMessage message)
    {
        if (only is { } one && message.Direction != one)
        {
            return;
        }

        result.Messages++;
        foreach (var finding in scanner.Scan(message))
        {
            result.Add(finding);
        }
    }
}
