namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells what was drawn at random, as keys are, from names, versions, paths, identifiers and alphabets: mostly pieces
/// that are no words, no long runs in the order of the alphabet or the keyboard, and characters that hardly repeat.
/// </summary>
internal static class DrawnValue
{
    private const int Shortest = 8;
    private const int ShortestPiece = 4;
    private const int MostChanges = 3;
    private const int LongestRun = 6;

    // Bits a byte that a random value of so many characters stays above but for one in some thousands.
    private const double FloorOfShort = 2.6;
    private const double FloorOfPassword = 2.8;
    private const double FloorOfHex = 2.9;
    private const double Floor = 3.2;
    private const int Short = 20;

    public static bool Is(ReadOnlySpan<byte> value)
    {
        if (value.Length < Shortest || !CharacterKinds.HasLetterAndDigit(value) || IsOrdered(value))
            return false;
        var floor = value.Length < Short ? FloorOfShort : CharacterKinds.IsHex(value) ? FloorOfHex : Floor;
        return EntropyValidator.Measure(value) >= floor && HoldsNoWords(value);
    }

    /// <summary>The same for passwords, which are shorter than keys.</summary>
    public static bool IsPassword(ReadOnlySpan<byte> value) =>
        value.Length >= Shortest && CharacterKinds.HasLetterAndDigit(value) && !IsOrdered(value)
        && EntropyValidator.Measure(value) >= FloorOfPassword && HoldsNoWords(value);

    /// <summary>Whether most characters stand in pieces that are no words, ordered or not.</summary>
    public static bool HoldsNoWords(ReadOnlySpan<byte> value) => RandomShare(value) * 2 > value.Length;

    /// <summary>
    /// What passes for a key where a service and a word for keys are named: no words, a UUID, or letters with many digits.
    /// </summary>
    public static bool IsKeyish(ReadOnlySpan<byte> value)
    {
        const int charactersPerDigit = 4;
        const int shortestOfDigits = 24;
        var digits = 0;
        foreach (var b in value)
            digits += char.IsAsciiDigit((char)b) ? 1 : 0;
        return IsUuid(value) || HoldsNoWords(value) || (digits * charactersPerDigit >= value.Length && (digits < value.Length || digits >= shortestOfDigits));
    }

    /// <summary>The form of a UUID (RFC 9562 section 4), whatever its letters.</summary>
    public static bool IsUuid(ReadOnlySpan<byte> value)
    {
        if (value.Length != 36)
            return false;
        for (var i = 0; i < value.Length; i++)
        {
            var isHyphen = i is 8 or 13 or 18 or 23;
            if (isHyphen ? value[i] != (byte)'-' : !char.IsAsciiHexDigit((char)value[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether some characters stand in the order of the alphabet or the digits, in either direction, letter case ignored.</summary>
    public static bool IsOrdered(ReadOnlySpan<byte> value)
    {
        var (up, down) = (1, 1);
        for (var i = 1; i < value.Length; i++)
        {
            var step = (value[i] | 0x20) - (value[i - 1] | 0x20);
            up = step == 1 ? up + 1 : 1;
            down = step == -1 ? down + 1 : 1;
            if (up > LongestRun || down > LongestRun)
                return true;
        }

        return false;
    }

    // How many characters stand in pieces that are neither words nor numbers.
    private static int RandomShare(ReadOnlySpan<byte> value)
    {
        var share = 0;
        for (var at = 0; at < value.Length;)
        {
            var end = at;
            while (end < value.Length && char.IsAsciiLetterOrDigit((char)value[end]))
                end++;
            var piece = value[at..end];
            if (piece.Length >= ShortestPiece && piece.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                && !Readability.IsWord(piece) && !Readability.IsIdentifier(piece) && !IsNameWithNumber(piece))
            {
                share += piece.Length;
            }

            at = end + 1;
        }

        return share;
    }

    // web21, ultraPictureBox1, prod20240131: words with a number behind or between them.
    private static bool IsNameWithNumber(ReadOnlySpan<byte> piece)
    {
        var (changes, start) = (0, 0);
        for (var i = 1; i <= piece.Length; i++)
        {
            if (i < piece.Length && char.IsAsciiDigit((char)piece[i]) == char.IsAsciiDigit((char)piece[i - 1]))
                continue;
            if (!char.IsAsciiDigit((char)piece[start]) && !Readability.IsShortWord(piece[start..i]))
                return false;
            (changes, start) = (changes + 1, i);
        }

        return changes <= MostChanges;
    }
}
