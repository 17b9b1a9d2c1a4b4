namespace TrafficGuardian.Cli.Mcp;

/// <summary>Lines of a stream, however long a peer makes them: of one that is too long nothing is kept.</summary>
/// <param name="stream">What is read.</param>
/// <param name="limit">Most bytes of a line, its end not counted.</param>
internal sealed class BoundedLines(Stream stream, int limit)
{
    private byte[] _buffer = new byte[4_096];
    private int _begin;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Whether the line that was read last was longer than the limit; it is given as empty then.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        IsTooLong = false;
        var searched = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_begin + searched, _end - _begin - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(searched + length, end: 1);
            }

            searched = _end - _begin;
            if (searched > limit)
            {
                IsTooLong = true;
                (_begin, _end, searched) = (0, 0, 0);
            }

            if (_isAtEnd || !await FillAsync(cancellation).ConfigureAwait(false))
            {
                // A bare null would become an empty line here.
                return _end > _begin || IsTooLong ? Take(_end - _begin, end: 0) : (ReadOnlyMemory<byte>?)null;
            }
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int end)
    {
        var line = _buffer.AsMemory(_begin, length);
        _begin += length + end;
        IsTooLong |= length > limit;
        return IsTooLong ? default : line;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
        _end += read;
        _isAtEnd = read == 0;
        return read > 0;
    }
}
