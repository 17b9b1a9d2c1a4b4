using System.Buffers;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells values that stand for a secret from secrets. Fill-ins (<c>YOUR_API_KEY</c>, <c>sk-...</c>, <c>${VAR}</c>)
/// are nothing; documented samples (<c>AKIA…EXAMPLE</c>) have the shape of the real thing and are reported as low.
/// What chance may put into a random value is asked to stand apart, or to be longer than chance makes it.
/// </summary>
internal static class Placeholder
{
    private static readonly SearchValues<string> FillIns = SearchValues.Create(
        [
            "your_", "your-", "yourkey", "yourapi", "yourtoken", "yoursecret", "_here", "-here", "apikeyhere", "placeholder",
            "changeme", "change-me", "change_me", "replace_", "replace-", "replaceme", "replacewith", "insert-", "insert_", "redacted",
            "****", "....", "...", "my-api-key", "my_api_key", "<key", "${", "{{", "}}", "<your",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Samples = SearchValues.Create(
        [
            "EXAMPLE", "abcdefghijkl", "1234567890abcdef", "123456789012", "not-a-real", "notreal",
            // What the documentation of UUIDs, of signed tokens, of payment services and of banks shows.
            "-e89b-12d3-a456-4266", "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lI",
            "4111111111111111", "4242424242424242", "5555555555554444", "378282246310005",
            "4012888888881881", "5105105105105100", "6011111111111117", "4111 1111 1111 1111", "4242 4242 4242 4242", "4111-1111-1111-1111",
            "GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32", "GB29NWBK60161331926819", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00",
            "5500000000000004", "123-45-6789", "078-05-1120",
        ],
        StringComparison.OrdinalIgnoreCase);

    // Words that a random value of eighty characters holds once in some thousands.
    private static readonly string[] ShortFillIns = ["dummy"];
    private static readonly string[] ShortSamples = ["fake", "sample", "foobar"];

    private const int MaxChars = 512;

    /// <summary>Whether somebody is meant to put a secret in its place.</summary>
    public static bool IsFillIn(ReadOnlySpan<byte> value) =>
        ContainsAny(value, FillIns, ShortFillIns) || value.EndsWith(".."u8) || HoldsCrosses(value)
        || (IsMonotonous(value) && !IsSample(value));

    /// <summary>Whether it is an example from documentation.</summary>
    public static bool IsSample(ReadOnlySpan<byte> value) => ContainsAny(value, Samples, ShortSamples);

    private static bool ContainsAny(ReadOnlySpan<byte> value, SearchValues<string> words, string[] shortWords)
    {
        Span<char> chars = stackalloc char[MaxChars];
        var head = value[..Math.Min(value.Length, MaxChars)];
        System.Text.Encoding.Latin1.GetChars(head, chars);
        var text = chars[..head.Length];
        if (text.ContainsAny(words))
            return true;
        foreach (var word in shortWords)
        {
            if (HoldsWord(text, word))
                return true;
        }

        return false;
    }

    // A short word in one case, with something that is no letter on one side of it at least.
    private static bool HoldsWord(ReadOnlySpan<char> text, string word)
    {
        for (var at = 0; ;)
        {
            var found = text[at..].IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            at += found;
            var here = text.Slice(at, word.Length);
            var isApart = at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])
                || at + word.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + word.Length]);
            if (isApart && (!here[1..].ContainsAnyInRange('A', 'Z') || !here.ContainsAnyInRange('a', 'z')))
                return true;
            at++;
        }
    }

    // Six and more x in a row, or four and more with nothing random beside them.
    private static bool HoldsCrosses(ReadOnlySpan<byte> value)
    {
        const int certain = 6;
        const int likely = 4;
        for (var at = 0; at < value.Length;)
        {
            var run = 1;
            while (at + run < value.Length && value[at + run] == value[at])
                run++;
            var isAlone = (at == 0 || !char.IsAsciiLetterOrDigit((char)value[at - 1]))
                && (at + run == value.Length || !char.IsAsciiLetterOrDigit((char)value[at + run]));
            if (value[at] is (byte)'x' or (byte)'X' && (run >= certain || (run >= likely && isAlone)))
                return true;
            at += run;
        }

        return false;
    }

    // Twelve and more equal characters in a row, and a good part of all: typed, not drawn. Some keys have a number in them that is mostly zero bits.
    private static bool IsMonotonous(ReadOnlySpan<byte> value)
    {
        var typed = Math.Max(12, value.Length / 4);
        var run = 1;
        for (var i = 1; i < value.Length; i++)
        {
            run = value[i] == value[i - 1] ? run + 1 : 1;
            if (run >= typed && value[i] != (byte)'-')
                return true;
        }

        return false;
    }
}
