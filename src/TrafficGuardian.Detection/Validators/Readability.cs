using System.Numerics;

namespace TrafficGuardian.Detection.Validators;

/// <summary>Tells words from what was drawn at random.</summary>
internal static class Readability
{
    private const int ShortestJudged = 8;
    private const int LongestWord = 24;
    private const int MostDigits = 5;
    private const int PairsPerRareOne = 5;
    private const int LettersPerCaseChange = 2;

    // For each first letter, the second letters that commonly follow it in English, identifiers and commands: bit 0 is 'a'.
    private static ReadOnlySpan<uint> CommonPairs =>
    [
        0x17EBD6E, 0x1164B11, 0x11E4D95, 0x0164919, 0x1EFB9FF, 0x01A4931, 0x016E991, 0x01A4111, 0x22EFC7F, 0x0004010, 0x0040110,
        0x11CC919, 0x014D113, 0x13CED7D, 0x07EFD6F, 0x11EC991, 0x0100000, 0x13E7D7D, 0x15CCD95, 0x15EC995, 0x00EB95F, 0x0004111,
        0x0066191, 0x0088111, 0x00CE010, 0x0000011,
    ];

    /// <summary>
    /// Whether a piece of letters and digits is a word or a short number. A piece that mixes letters and digits,
    /// changes case as no identifier does, or has letters that do not follow each other in words, is none.
    /// </summary>
    public static bool IsWord(ReadOnlySpan<byte> piece)
    {
        var digits = 0;
        var caseChanges = 0;
        for (var i = 0; i < piece.Length; i++)
        {
            digits += char.IsAsciiDigit((char)piece[i]) ? 1 : 0;
            caseChanges += i > 1 && IsUpper(piece[i]) != IsUpper(piece[i - 1]) ? 1 : 0;
        }

        if (digits > 0)
            return digits == piece.Length && digits <= MostDigits;
        if (caseChanges * LettersPerCaseChange > piece.Length)
            return false;
        return piece.Length < ShortestJudged || (piece.Length <= LongestWord && RarePairs(piece) * PairsPerRareOne <= piece.Length - 1);
    }

    /// <summary>The same for identifiers of any length, whose words run into each other.</summary>
    public static bool IsIdentifier(ReadOnlySpan<byte> piece) =>
        !piece.ContainsAnyInRange((byte)'0', (byte)'9') && piece.Length > LongestWord && RarePairs(piece) * PairsPerRareOne <= piece.Length - 1;

    /// <summary>The same for letters alone, and with an eye on short ones too: a random piece of four letters seldom passes.</summary>
    public static bool IsShortWord(ReadOnlySpan<byte> letters)
    {
        const int tooShort = 4;
        var changes = 0;
        for (var i = 2; i < letters.Length; i++)
            changes += IsUpper(letters[i]) != IsUpper(letters[i - 1]) ? 1 : 0;
        return letters.Length < tooShort ? changes == 0 : IsWord(letters) && changes * 3 <= letters.Length && RarePairs(letters) * 3 <= letters.Length - 1;
    }

    private static bool IsUpper(byte b) => char.IsAsciiLetterUpper((char)b);

    private static int RarePairs(ReadOnlySpan<byte> letters)
    {
        var common = 0;
        for (var i = 1; i < letters.Length; i++)
            common += BitOperations.PopCount(CommonPairs[(letters[i - 1] | 0x20) - 'a'] >> ((letters[i] | 0x20) - 'a') & 1);
        return letters.Length - 1 - common;
    }
}
