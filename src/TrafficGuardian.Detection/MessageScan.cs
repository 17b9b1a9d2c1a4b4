using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection;

/// <summary>
/// Reads one message as it comes, in pieces of any size, and collects what it finds. Reusable, not thread-safe.
/// The same bytes give the same findings however they are cut.
/// </summary>
public sealed class MessageScan
{
    /// <summary>What has been found since <see cref="Begin"/> and was not taken out yet. The caller reads and clears it.</summary>
    public List<Detected> Found { get; } = [];

    /// <summary>Whether the work allowed for this message was spent, so that the rest was not looked at in full.</summary>
    public bool BudgetSpent { get; private set; }

    /// <summary>Starts a new message and forgets the one before.</summary>
    public void Begin(Detector detector, MessageContext context, DateTimeOffset now)
    {
        _ = (detector, context, now);
        BudgetSpent = false;
        Found.Clear();
    }

    /// <summary>Looks at the target's host name alone: for tunnels, of which nothing else is seen.</summary>
    public void Host()
    {
    }

    /// <summary>A head in HTTP/1 form, start line to empty line. Also looks at the host.</summary>
    public void Head(ReadOnlySpan<byte> head)
    {
    }

    /// <summary>The next bytes of the body, transfer framing and content coding taken off.</summary>
    /// <param name="piece">May be empty.</param>
    /// <param name="last">Whether the body ends with this piece.</param>
    /// <param name="now">The time that findings in this piece carry.</param>
    public void Body(ReadOnlySpan<byte> piece, bool last, DateTimeOffset now)
    {
    }

    /// <summary>Trailer lines in HTTP/1 form.</summary>
    public void Trailers(ReadOnlySpan<byte> trailers)
    {
    }
}
