namespace TrafficGuardian.Detection.Streaming;

/// <summary>Undoes percent-escapes (RFC 3986 section 2.1) and the plus of forms as they come, in pieces of any size.</summary>
internal struct PercentUnescape
{
    private int _digits;
    private int _value;

    /// <summary>Undoes a piece.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="output">At least as long.</param>
    /// <returns>How many bytes came out. What is no escape after all is dropped.</returns>
    public int Undo(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var written = 0;
        foreach (var b in text)
        {
            if (_digits > 0 && char.IsAsciiHexDigit((char)b))
            {
                _value = (_value << 4) | ((b & 0xF) + (b >= 'A' ? 9 : 0));
                if (--_digits == 0)
                    output[written++] = (byte)_value;
            }
            else if (b == '%')
            {
                (_digits, _value) = (2, 0);
            }
            else
            {
                _digits = 0;
                output[written++] = b == '+' ? (byte)' ' : b;
            }
        }

        return written;
    }
}
