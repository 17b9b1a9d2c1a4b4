namespace TrafficGuardian.Monitor.Log;

/// <summary>
/// Cuts a file into lines with a buffer of fixed size, however long a line is. A line without an end is left where it is, for
/// its end may come.
/// </summary>
internal sealed class LineReader
{
    private readonly byte[] _buffer = new byte[65_536];
    private int _start;
    private int _end;
    private bool _isSkipping;

    public void Begin()
    {
        _start = _end = 0;
        _isSkipping = false;
    }

    /// <summary>The next whole line, without its end; a line longer than the buffer is passed over.</summary>
    public bool TryRead(Stream file, out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            if (rest.IndexOf((byte)'\n') is >= 0 and var length)
            {
                _start += length + 1;
                line = rest[..length];
                if (!_isSkipping)
                {
                    return true;
                }

                _isSkipping = false;
            }
            else if (!Fill(file))
            {
                line = default;
                return false;
            }
        }
    }

    /// <summary>Whether the file holds nothing that was not read. Reads on where it does.</summary>
    public bool IsAtEnd(Stream file) => !Fill(file);

    private bool Fill(Stream file)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            (_end, _isSkipping) = (0, true);
        }

        var read = file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
