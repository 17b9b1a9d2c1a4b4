using System.Buffers;
using System.IO.Pipelines;

namespace TrafficGuardian.Cli.Scanning;

/// <summary>Reads a stream line by line; no line is longer than a limit.</summary>
internal static class MessageLines
{
    private const int LongestLine = 64 * 1024 * 1024;

    /// <param name="reader">The stream.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <returns>Each line that is not empty, with its number from 1. A line is valid until the next is asked for.</returns>
    /// <exception cref="ScanInputException">A line is too long.</exception>
    public static async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte> Line)> ReadAsync(PipeReader reader, string name)
    {
        for (var number = 1; ; number++)
        {
            var (buffer, end, completed) = await NextAsync(reader, $"{name}:{number}").ConfigureAwait(false);
            var line = buffer.Slice(0, end).ToArray();
            if (line.AsSpan().ContainsAnyExcept(" \t\r"u8))
            {
                yield return (number, line);
            }

            reader.AdvanceTo(completed ? end : buffer.GetPosition(1, end));
            if (completed)
            {
                yield break;
            }
        }
    }

    private static async Task<(ReadOnlySequence<byte> Buffer, SequencePosition End, bool Completed)> NextAsync(PipeReader reader, string place)
    {
        while (true)
        {
            var read = await reader.ReadAsync().ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                return (read.Buffer, end, false);
            }

            if (read.IsCompleted)
            {
                return (read.Buffer, read.Buffer.End, true);
            }

            if (read.Buffer.Length > LongestLine)
            {
                throw new ScanInputException($"{place}: the line is longer than {LongestLine} bytes. Split it, or scan it as a plain file.");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
