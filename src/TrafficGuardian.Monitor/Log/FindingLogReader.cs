using System.Runtime.CompilerServices;
using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Monitor.Log;

/// <summary>Reads the finding log, oldest line first, while others write and rotate it.</summary>
/// <param name="folder">The log's folder, absolute. It need not exist.</param>
public sealed class FindingLogReader(string folder)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>What is wanted of what lies there now. Without a limit nothing is held but the line at hand.</summary>
    /// <exception cref="State.StateException">A file is a link, not ours, or open to others.</exception>
    public IEnumerable<Finding> Read(FindingFilter filter)
    {
        using var cursor = new FindingLogCursor(folder);
        foreach (var finding in Newest(cursor, filter))
        {
            yield return finding;
        }
    }

    /// <summary>What lies there now, then what is written from now on, until cancelled. Rotation loses and repeats nothing.</summary>
    /// <exception cref="State.StateException">As for <see cref="Read"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<Finding> FollowAsync(
        FindingFilter filter, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var cursor = new FindingLogCursor(folder);
        foreach (var finding in Newest(cursor, filter))
        {
            yield return finding;
        }

        while (true)
        {
            while (cursor.Next() is { } finding)
            {
                if (filter.Matches(finding))
                {
                    yield return finding;
                }
            }

            await Task.Delay(PollInterval, time, cancellation);
        }
    }

    private static IEnumerable<Finding> Newest(FindingLogCursor cursor, FindingFilter filter)
    {
        var newest = new Queue<Finding>();
        while (cursor.Next() is { } finding)
        {
            if (!filter.Matches(finding))
            {
                continue;
            }

            if (filter.Limit is not { } limit)
            {
                yield return finding;
                continue;
            }

            newest.Enqueue(finding);
            if (newest.Count > limit)
            {
                newest.Dequeue();
            }
        }

        foreach (var finding in newest)
        {
            yield return finding;
        }
    }
}
