namespace TrafficGuardian.Monitor.Control;

/// <summary>Reads lines of bounded length.</summary>
internal sealed class RequestReader(Stream stream, int maxBytes)
{
    private byte[] _buffer = new byte[1_024];
    private int _start;
    private int _end;

    /// <summary>Whether a line was longer than it may be; nothing is read after that.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null at the stream's end, or where it is too long.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        var searched = 0;
        while (!IsTooLong)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + found);
                _start += line.Length + 1;
                IsTooLong = line.Length > maxBytes;
                return IsTooLong ? null : line;
            }

            searched = _end - _start;
            if (searched > maxBytes)
            {
                IsTooLong = true;
                return null;
            }

            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }

        return null;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
