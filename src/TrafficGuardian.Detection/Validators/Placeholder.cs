using System.Buffers;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells values that stand for a secret from secrets. Fill-ins (<c>YOUR_API_KEY</c>, <c>sk-...</c>, <c>${VAR}</c>)
/// are nothing; documented samples (<c>AKIA…EXAMPLE</c>) have the shape of the real thing and are reported as low.
/// </summary>
internal static class Placeholder
{
    private static readonly SearchValues<string> FillIns = SearchValues.Create(
        [
            "your_", "your-", "yourkey", "yourapi", "yourtoken", "yoursecret", "_here", "-here", "apikeyhere", "placeholder",
            "changeme", "change-me", "change_me", "replace", "insert-", "insert_", "redacted", "dummy", "xxxx", "****", "....", "...",
            "my-api-key", "my_api_key", "<key", "${", "{{", "}}", "<your",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Samples = SearchValues.Create(
        ["EXAMPLE", "abcdefghijkl", "1234567890abcdef", "123456789012", "fake", "sample", "not-a-real", "notreal", "foobar"],
        StringComparison.OrdinalIgnoreCase);

    private const int MaxChars = 512;

    /// <summary>Whether somebody is meant to put a secret in its place.</summary>
    public static bool IsFillIn(ReadOnlySpan<byte> value) => ContainsAny(value, FillIns) || IsMonotonous(value);

    /// <summary>Whether it is an example from documentation.</summary>
    public static bool IsSample(ReadOnlySpan<byte> value) => ContainsAny(value, Samples);

    private static bool ContainsAny(ReadOnlySpan<byte> value, SearchValues<string> words)
    {
        Span<char> chars = stackalloc char[MaxChars];
        var head = value[..Math.Min(value.Length, MaxChars)];
        System.Text.Encoding.Latin1.GetChars(head, chars);
        return chars[..head.Length].ContainsAny(words);
    }

    // Twelve and more equal characters in a row, or fewer than four different ones in a long tail: typed, not drawn.
    private static bool IsMonotonous(ReadOnlySpan<byte> value)
    {
        var run = 1;
        for (var i = 1; i < value.Length; i++)
        {
            run = value[i] == value[i - 1] ? run + 1 : 1;
            if (run >= 12 && value[i] != (byte)'-')
                return true;
        }

        return false;
    }
}
