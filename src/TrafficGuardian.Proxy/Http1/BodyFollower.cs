using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Http1;

/// <summary>Follows one body to its end and reports its content.</summary>
internal struct BodyFollower(BodyFraming framing, Exchange exchange, MessageSide side, int maxTrailerBytes)
{
    private BodyReader _reader = new(framing);
    private HeldBytes _trailers;
    private int _followed;

    public readonly bool Ended => _reader.Ended;

    /// <summary>
    /// Takes what belongs to this body from the front of <paramref name="data"/>; reports the end when it is reached.
    /// </summary>
    /// <returns>How many bytes belong to it, or -1 where its framing can't be followed.</returns>
    public int Take(ReadOnlySpan<byte> data)
    {
        var taken = 0;
        while (taken < data.Length && !_reader.Ended)
        {
            var step = _reader.Next(data[taken..], out var consumed);
            var piece = data.Slice(taken, consumed);
            _followed = taken;
            taken += consumed;
            if (step == BodyStep.Data)
                exchange.Body(side, piece);
            else if (step == BodyStep.Trailers)
                _trailers.Append(piece);

            if (step == BodyStep.Malformed || _trailers.Length > maxTrailerBytes)
                return -1;
        }

        if (_reader.Ended)
            Finish(MessageEnd.Complete);
        return taken;
    }

    /// <summary>
    /// Takes what <see cref="Take"/> could not follow, and all that comes behind it: lenient recipients read on, and nobody knows where
    /// they take the body to end.
    /// </summary>
    /// <param name="data">What <see cref="Take"/> was given.</param>
    public void TakeUnfollowed(ReadOnlySpan<byte> data)
    {
        _reader = new BodyReader(new BodyFraming(BodyKind.UntilClose, 0, Certain: false));
        exchange.Body(side, data[_followed..]);
    }

    /// <summary>The connection ended before the framing said that the body has.</summary>
    public void Close(bool aborted) =>
        Finish(_reader.EndsWithConnection && !aborted ? MessageEnd.Complete : MessageEnd.Aborted);

    private void Finish(MessageEnd end)
    {
        if (_trailers.Length > 0)
            exchange.Trailers(side, _trailers.Span);
        _trailers.Clear();
        exchange.End(side, end);
    }
}
