using System.Text;

namespace TrafficGuardian.Detection.Streaming;

/// <summary>Undoes the escapes of a JSON string (RFC 8259 section 7) as they come, a byte at a time.</summary>
internal struct JsonUnescape
{
    private int _digits;
    private int _unit;
    private int _highSurrogate;

    /// <summary>Whether an escape has begun and is not complete.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Begins an escape, after its backslash.</summary>
    public void Open() => (IsOpen, _digits, _unit) = (true, -1, 0);

    /// <summary>A byte that is no part of an escape comes: a surrogate without its other half means nothing.</summary>
    public void Break() => _highSurrogate = 0;

    /// <summary>Takes the next piece of a string that has begun.</summary>
    /// <param name="bytes">What begins with it; not empty.</param>
    /// <param name="made">At least four bytes, for what an escape stands for.</param>
    /// <param name="text">The text of the piece; may be empty.</param>
    /// <param name="isClosed">Whether the string ends with it.</param>
    /// <returns>How many bytes it takes.</returns>
    public int Read(ReadOnlySpan<byte> bytes, Span<byte> made, out ReadOnlySpan<byte> text, out bool isClosed)
    {
        isClosed = false;
        if (IsOpen)
        {
            text = made[..Take(bytes[0], made)];
            return 1;
        }

        var end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        text = end < 0 ? bytes : bytes[..end];
        if (!text.IsEmpty)
            Break();
        if (end < 0)
            return bytes.Length;
        isClosed = bytes[end] == '"';
        if (!isClosed)
            Open();
        return end + 1;
    }

    /// <summary>Takes the next byte of an escape.</summary>
    /// <param name="next">The byte.</param>
    /// <param name="output">At least four bytes.</param>
    /// <returns>How many bytes of text it makes.</returns>
    public int Take(byte next, Span<byte> output)
    {
        if (_digits < 0)
        {
            if (next == 'u')
            {
                _digits = 0;
                return 0;
            }

            IsOpen = false;
            _highSurrogate = 0;
            output[0] = Single(next);
            return 1;
        }

        if (!char.IsAsciiHexDigit((char)next))
        {
            // No escape after all. What stands for it is dropped, as a lenient reader would.
            IsOpen = false;
            output[0] = next;
            return 1;
        }

        _unit = (_unit << 4) | ((next & 0xF) + (next >= 'A' ? 9 : 0));
        if (++_digits < 4)
            return 0;
        IsOpen = false;
        return Write(output);
    }

    private int Write(Span<byte> output)
    {
        if (char.IsHighSurrogate((char)_unit))
        {
            _highSurrogate = _unit;
            return 0;
        }

        var rune = char.IsLowSurrogate((char)_unit)
            ? Rune.TryCreate((char)_highSurrogate, (char)_unit, out var pair) ? pair : Rune.ReplacementChar
            : new Rune((char)_unit);
        _highSurrogate = 0;
        return rune.EncodeToUtf8(output);
    }

    private static byte Single(byte letter) => letter switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'b' => 8,
        (byte)'f' => 12,
        _ => letter,
    };
}
