namespace TrafficGuardian.Detection.Decoding;

/// <summary>Reads hexadecimal digits.</summary>
internal static class HexDigits
{
    /// <summary>The value of the digits at the start of a text, and how many of at most <paramref name="most"/> there are.</summary>
    public static (int Value, int Count) Read(ReadOnlySpan<byte> text, int most)
    {
        var value = 0;
        var count = 0;
        while (count < most && count < text.Length && char.IsAsciiHexDigit((char)text[count]))
        {
            value = (value << 4) | ((text[count] & 0xF) + (text[count] >= 'A' ? 9 : 0));
            count++;
        }

        return (value, count);
    }
}
