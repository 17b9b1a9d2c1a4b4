using System.Buffers;

namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Cuts what comes into its outermost JSON objects: a whole body, a line each, the elements of an array, the data of events. What
/// stands between them is passed over. The same bytes give the same objects however they are cut; of one that is longer than the
/// limit the beginning is handed on.
/// </summary>
internal sealed class JsonObjects(IJsonObjectSink sink)
{
    private const int Longest = 64 * 1024;
    private const int Smallest = 4 * 1024;

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}"u8);
    private static readonly SearchValues<byte> Ends = SearchValues.Create("\"\\\n\r"u8);

    private byte[] _buffer = [];
    private int _length;
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Bytes that are held.</summary>
    public int Held => _buffer.Length;

    /// <summary>Forgets what was read and gives the buffer back.</summary>
    public void Begin()
    {
        (_depth, _isInString, _isEscaped) = (0, false, false);
        Release();
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_depth == 0)
            {
                var start = bytes.IndexOf((byte)'{');
                if (start < 0)
                    return;
                bytes = bytes[start..];
            }

            var (taken, isWhole) = Follow(bytes);
            if (isWhole && _length == 0)
                sink.Take(bytes[..Math.Min(taken, Longest)]);
            else
                Keep(bytes[..taken]);
            if (isWhole && _length > 0)
                End();
            bytes = bytes[taken..];
        }
    }

    /// <summary>Hands on what has come of an object, and begins anew.</summary>
    public void End()
    {
        if (_length > 0)
            sink.Take(_buffer.AsSpan(0, _length));
        Begin();
    }

    // How far it goes on, and whether the object ends there.
    private (int Taken, bool IsWhole) Follow(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                at++;
                continue;
            }

            var step = bytes[at..].IndexOfAny(_isInString ? Ends : Structure);
            if (step < 0)
                return (bytes.Length, false);
            at += step;
            var found = bytes[at++];
            if (_isInString)
            {
                if (found == '\\')
                {
                    _isEscaped = true;
                }
                else if (found == '"')
                {
                    _isInString = false;
                }
                else
                {
                    // No string of JSON holds a line end: what was open is broken.
                    (_depth, _isInString) = (0, false);
                    return (at, true);
                }
            }
            else if (found == '"')
            {
                _isInString = true;
            }
            else
            {
                _depth += found == '{' ? 1 : -1;
                if (_depth == 0)
                    return (at, true);
            }
        }

        return (at, false);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, Longest - _length)];
        if (_buffer.Length - _length < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Min(Longest, 2 * (_length + bytes.Length))));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            var length = _length;
            Release();
            (_buffer, _length) = (larger, length);
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    // The pool is shared by all that the process does: nothing of a message may stay in it.
    private void Release()
    {
        if (_buffer.Length > 0)
        {
            _buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _length) = ([], 0);
    }
}
