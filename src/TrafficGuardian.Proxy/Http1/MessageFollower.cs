using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// Follows the messages of one direction through any split of their bytes.
/// What can't be followed is told once; everything behind it is ignored.
/// </summary>
internal abstract class MessageFollower(int maxHeadBytes, MessageSide side)
{
    private HeadFinder _finder;
    private HeldBytes _held;
    private BodyFollower _body;
    private Exchange? _current;
    private bool _startSeen;
    private bool _lost;

    public virtual void Take(ReadOnlySpan<byte> data)
    {
        while (data.Length > 0 && !_lost)
        {
            if (_current is not null)
                data = TakeBody(data);
            else if (Diverts(data))
                return;
            else
                data = TakeHead(data);
        }
    }

    /// <summary>The direction has ended.</summary>
    public virtual void End(bool aborted)
    {
        if (_held.Length > 0)
            OnLost();
        Stop(aborted);
    }

    /// <summary>Takes what stands between two messages away from HTTP.</summary>
    /// <returns>Whether <paramref name="data"/> was taken.</returns>
    protected abstract bool Diverts(ReadOnlySpan<byte> data);

    /// <param name="line">A whole line without its CRLF.</param>
    protected abstract bool IsStartLine(ReadOnlySpan<byte> line);

    /// <summary>A head is complete.</summary>
    /// <param name="head">All of it.</param>
    /// <param name="start">Where its start line begins.</param>
    /// <param name="exchange">The exchange whose body follows; null where another head does.</param>
    /// <param name="framing">How that body is delimited.</param>
    /// <returns>False where nothing behind it can be followed.</returns>
    protected abstract bool OnHead(ReadOnlySpan<byte> head, int start, out Exchange? exchange, out BodyFraming framing);

    /// <summary>The message's last byte has been reported.</summary>
    protected virtual void OnMessageEnd()
    {
    }

    /// <summary>From here on nothing is followed.</summary>
    protected abstract void OnLost();

    /// <summary>What is followed from here on may be read in two ways.</summary>
    protected abstract void OnDoubtful();

    /// <summary>Keeps what can't be read yet, up to the length of a head.</summary>
    protected void Hold(ReadOnlySpan<byte> data)
    {
        _held.Append(data);
        if (_held.Length > maxHeadBytes)
            Lose();
    }

    /// <summary>Reads anew what is held.</summary>
    protected void TakeHeld()
    {
        if (_held.Length == 0)
            return;
        var held = _held;
        _held = default;
        _finder = default;
        _startSeen = false;
        Take(held.Span);
        held.Clear();
    }

    private ReadOnlySpan<byte> TakeHead(ReadOnlySpan<byte> data)
    {
        var held = _held.Length;
        if (held > 0)
            _held.Append(data);
        var all = held > 0 ? _held.Span : data;

        var status = _finder.Find(all, maxHeadBytes, out var length, allowsBareFeed: true);
        if (status == HeadStatus.NeedMore)
        {
            if (held == 0)
                _held.Append(data);
            return _startSeen || CheckStart(_held.Span[_finder.Start..]) ? [] : Lose();
        }

        var (start, isBare) = (_finder.Start, _finder.HasBareFeed);
        _finder = default;
        _startSeen = false;
        if (status != HeadStatus.Complete || !OnHead(all[..length], start, isBare, out var framing))
            return Lose();

        _held.Clear();
        if (_current is not null)
        {
            _body = new BodyFollower(framing, _current, side, maxHeadBytes);
            // A message without a body ends with its head.
            TakeBody([]);
        }

        return data[(length - held)..];
    }

    /// <summary>Reads a head whose lines end as they may end, as one whose lines end as they should. Whoever it is for may refuse it.</summary>
    private bool OnHead(ReadOnlySpan<byte> head, int start, bool isBare, out BodyFraming framing)
    {
        if (!isBare)
            return OnHead(head, start, out _current, out framing);
        OnDoubtful();
        return OnHead(HeaderLines.WithReturns(head[start..]), 0, out _current, out framing);
    }

    /// <summary>What is no start line is known as soon as that line is complete, and not held any longer.</summary>
    private bool CheckStart(ReadOnlySpan<byte> begun)
    {
        var line = begun.IndexOf((byte)'\n');
        _startSeen = line >= 0;
        return line < 0 || IsStartLine(begun[..(line > 0 && begun[line - 1] == '\r' ? line - 1 : line)]);
    }

    private ReadOnlySpan<byte> TakeBody(ReadOnlySpan<byte> data)
    {
        var taken = _body.Take(data);
        if (taken < 0)
        {
            OnDoubtful();
            _body.TakeUnfollowed(data);
            return [];
        }

        if (_body.Ended)
        {
            _current = null;
            OnMessageEnd();
        }

        return data[taken..];
    }

    private ReadOnlySpan<byte> Lose()
    {
        Stop(aborted: true);
        OnLost();
        return [];
    }

    private void Stop(bool aborted)
    {
        _lost = true;
        _held.Clear();
        if (_current is null)
            return;
        _body.Close(aborted);
        _current = null;
    }
}
