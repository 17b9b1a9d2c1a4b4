using System.Security.Cryptography;

namespace TrafficGuardian.Detection.Validators;

/// <summary>Finds keys and addresses of wallets by their checksums: Base58Check, and Bech32 (BIP-173, BIP-350).</summary>
internal static class WalletText
{
    private const int LongestBase58 = 112;
    private const int Checksum = 4;

    /// <summary>Whether the value is a number in base 58 whose last four bytes are the start of its double SHA-256.</summary>
    public static bool IsBase58Check(ReadOnlySpan<byte> value)
    {
        if (value.Length is < 26 or > LongestBase58)
            return false;
        Span<byte> number = stackalloc byte[LongestBase58];
        var length = Decode(value, number);
        if (length <= Checksum)
            return false;
        var bytes = number[..length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^Checksum], hash);
        SHA256.HashData(hash, hash);
        var isRight = hash[..Checksum].SequenceEqual(bytes[^Checksum..]);
        number.Clear();
        return isRight;
    }

    /// <summary>Whether the value is an address of Bitcoin, by its checksum, or of Ethereum, by its form.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> value)
    {
        if (value.StartsWith("0x"u8))
            return value.Length == 42 && CharacterKinds.IsHex(value[2..]) && Different(value[2..]) > 6;
        return value.StartsWith("bc1"u8) ? HasBech32Checksum(value) : IsBase58Check(value);
    }

    // Big-endian; leading ones stand for zero bytes.
    private static int Decode(ReadOnlySpan<byte> text, Span<byte> output)
    {
        const string alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        var length = 0;
        foreach (var b in text)
        {
            var carry = alphabet.IndexOf((char)b, StringComparison.Ordinal);
            if (carry < 0)
                return 0;
            for (var i = 0; i < length; i++)
            {
                carry += 58 * output[i];
                output[i] = (byte)carry;
                carry >>= 8;
            }

            for (; carry > 0; carry >>= 8)
                output[length++] = (byte)carry;
        }

        for (var i = 0; i < text.Length && text[i] == (byte)'1'; i++)
            output[length++] = 0;
        output[..length].Reverse();
        return length;
    }

    private static bool HasBech32Checksum(ReadOnlySpan<byte> value)
    {
        var alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"u8;
        // The human-readable part "bc", as it goes into the checksum.
        var sum = 1u;
        foreach (var b in (ReadOnlySpan<byte>)[3, 3, 0, 2, 3])
            sum = Step(sum, b);
        foreach (var b in value[3..])
        {
            var at = alphabet.IndexOf((byte)(b | 0x20)) is >= 0 and var lower ? lower : alphabet.IndexOf(b);
            if (at < 0)
                return false;
            sum = Step(sum, (uint)at);
        }

        return sum is 1 or 0x2BC830A3;
    }

    private static uint Step(uint sum, uint value)
    {
        var top = sum >> 25;
        sum = ((sum & 0x1FFFFFF) << 5) ^ value;
        ReadOnlySpan<uint> generator = [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];
        for (var i = 0; i < generator.Length; i++)
            sum ^= (top >> i & 1) == 1 ? generator[i] : 0;
        return sum;
    }

    private static int Different(ReadOnlySpan<byte> text)
    {
        var seen = 0;
        for (var i = 0; i < text.Length; i++)
            seen += text[..i].Contains(text[i]) ? 0 : 1;
        return seen;
    }
}
