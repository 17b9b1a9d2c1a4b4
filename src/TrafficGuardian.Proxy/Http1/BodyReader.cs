namespace TrafficGuardian.Proxy.Http1;

/// <summary>
/// Walks over a body's bytes and tells content from framing (RFC 9112 sections 6 and 7.1).
/// Keeps no bytes, so any split of the input gives the same steps.
/// </summary>
internal struct BodyReader
{
    /// <summary>Longest chunk-size line, extensions included. Longer ones carry something else than framing.</summary>
    private const int MaxChunkLine = 4096;

    private State _state;
    private long _remaining;
    private int _lineBytes;

    private enum State
    {
        Ended,
        Length,
        UntilClose,
        SizeFirst,
        Size,
        Extension,
        SizeFeed,
        Data,
        DataReturn,
        DataFeed,
        TrailerStart,
        TrailerLine,
        TrailerFeed,
        LastFeed,
    }

    public BodyReader(BodyFraming framing)
    {
        _remaining = framing.Length;
        _state = framing.Kind switch
        {
            BodyKind.Length => State.Length,
            BodyKind.Chunked => State.SizeFirst,
            BodyKind.UntilClose => State.UntilClose,
            _ => State.Ended,
        };
    }

    public readonly bool Ended => _state == State.Ended;

    public readonly bool EndsWithConnection => _state == State.UntilClose;

    /// <param name="input">At least one byte.</param>
    /// <param name="consumed">How many of them the step covers.</param>
    public BodyStep Next(ReadOnlySpan<byte> input, out int consumed)
    {
        switch (_state)
        {
            case State.UntilClose:
                consumed = input.Length;
                return BodyStep.Data;
            case State.Length or State.Data:
                consumed = (int)Math.Min(_remaining, input.Length);
                _remaining -= consumed;
                if (_remaining == 0)
                    _state = _state == State.Length ? State.Ended : State.DataReturn;
                return BodyStep.Data;
            case State.TrailerStart or State.TrailerLine or State.TrailerFeed or State.LastFeed:
                return Trailers(input, out consumed);
            default:
                return ChunkFraming(input, out consumed);
        }
    }

    private BodyStep ChunkFraming(ReadOnlySpan<byte> input, out int consumed)
    {
        for (consumed = 0; consumed < input.Length; consumed++)
        {
            if (_state is State.Data or State.TrailerStart)
                return BodyStep.Framing;
            if (!Accept(input[consumed]) || _lineBytes > MaxChunkLine)
                return BodyStep.Malformed;
        }

        return BodyStep.Framing;
    }

    private bool Accept(byte next)
    {
        _lineBytes++;
        switch (_state)
        {
            case State.SizeFirst or State.Size when char.IsAsciiHexDigit((char)next):
                // 15 digits always fit a long.
                _remaining = (_remaining << 4) | (uint)HexValue(next);
                _state = State.Size;
                return _lineBytes <= 15;
            case State.Size when next is (byte)';' or (byte)' ' or (byte)'\t':
                _state = State.Extension;
                return true;
            case State.Size or State.Extension when next == '\r':
                _state = State.SizeFeed;
                return true;
            case State.Extension:
                return next != '\n';
            case State.SizeFeed when next == '\n':
                _state = _remaining == 0 ? State.TrailerStart : State.Data;
                _lineBytes = 0;
                return true;
            case State.DataReturn when next == '\r':
                _state = State.DataFeed;
                return true;
            case State.DataFeed when next == '\n':
                _state = State.SizeFirst;
                _lineBytes = 0;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Lines up to the empty one; each step covers a line, or what has come of it.</summary>
    private BodyStep Trailers(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_state == State.LastFeed)
        {
            consumed = 1;
            return input[0] == '\n' ? End() : BodyStep.Malformed;
        }

        if (_state == State.TrailerStart && input[0] == '\r')
        {
            consumed = 1;
            _state = State.LastFeed;
            return BodyStep.Framing;
        }

        if (_state == State.TrailerFeed)
        {
            consumed = 1;
            _state = State.TrailerStart;
            return input[0] == '\n' ? BodyStep.Trailers : BodyStep.Malformed;
        }

        var end = input.IndexOfAny((byte)'\r', (byte)'\n');
        if (end >= 0 && input[end] == '\n')
            return BodyStep.Malformed;

        consumed = end < 0 ? input.Length : end + 1;
        _state = end < 0 ? State.TrailerLine : State.TrailerFeed;
        return BodyStep.Trailers;
    }

    private BodyStep End()
    {
        _state = State.Ended;
        return BodyStep.Ended;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
