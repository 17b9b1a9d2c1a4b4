using System.Security.Cryptography;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Finds the recovery words of a wallet (BIP-39): 12, 15, 18, 21 or 24 words in a row, all of the English list, whose
/// last bits are the checksum of the others. Ordinary words pass one time in sixteen at most, and hardly ever stand in the list.
/// </summary>
internal static class SeedPhrase
{
    private const int BitsOfWord = 11;
    private const int LongestWord = 8;
    private const int MostWords = 64;

    private static readonly int[] Lengths = [24, 21, 18, 15, 12];

    // Read when a text first looks like a phrase; 2,048 words.
    private static readonly Lazy<Dictionary<string, short>> List = new(ReadList);

    public static bool IsIn(ReadOnlySpan<byte> text)
    {
        Span<short> words = stackalloc short[MostWords];
        var count = 0;
        for (var at = 0; at < text.Length && count < MostWords;)
        {
            if (!char.IsAsciiLetter((char)text[at]))
            {
                at++;
                continue;
            }

            var end = at;
            while (end < text.Length && char.IsAsciiLetter((char)text[end]))
                end++;
            words[count++] = IndexOf(text[at..end]);
            at = end;
        }

        return HoldsPhrase(words[..count]);
    }

    private static bool HoldsPhrase(ReadOnlySpan<short> words)
    {
        foreach (var length in Lengths)
        {
            for (var start = 0; start + length <= words.Length; start++)
            {
                var phrase = words.Slice(start, length);
                if (phrase.IndexOf((short)-1) < 0 && IsDrawn(phrase) && HasChecksum(phrase))
                    return true;
            }
        }

        return false;
    }

    // "test test test …" and its like are typed.
    private static bool IsDrawn(ReadOnlySpan<short> phrase)
    {
        var different = 0;
        for (var i = 0; i < phrase.Length; i++)
            different += phrase[..i].Contains(phrase[i]) ? 0 : 1;
        return different * 2 > phrase.Length;
    }

    // ENT bits of entropy, then the first ENT / 32 bits of their SHA-256.
    private static bool HasChecksum(ReadOnlySpan<short> phrase)
    {
        Span<byte> bits = stackalloc byte[33 + 1];
        bits.Clear();
        for (var i = 0; i < phrase.Length * BitsOfWord; i++)
        {
            var bit = phrase[i / BitsOfWord] >> (BitsOfWord - 1 - i % BitsOfWord) & 1;
            bits[i / 8] |= (byte)(bit << (7 - i % 8));
        }

        var check = phrase.Length * BitsOfWord / 33;
        var entropy = bits[..(check * 4)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(entropy, hash);
        var mask = (byte)(0xFF << (8 - check));
        var same = ((bits[check * 4] ^ hash[0]) & mask) == 0;
        bits.Clear();
        return same;
    }

    private static short IndexOf(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 3 or > LongestWord)
            return -1;
        Span<char> chars = stackalloc char[LongestWord];
        for (var i = 0; i < word.Length; i++)
            chars[i] = (char)(word[i] | 0x20);
        return List.Value.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..word.Length], out var index) ? index : (short)-1;
    }

    private static Dictionary<string, short> ReadList()
    {
        using var stream = typeof(SeedPhrase).Assembly.GetManifestResourceStream("bip39-english.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var list = new Dictionary<string, short>(2048, StringComparer.Ordinal);
        while (reader.ReadLine() is { } word)
            list.Add(word, (short)list.Count);
        return list;
    }
}
