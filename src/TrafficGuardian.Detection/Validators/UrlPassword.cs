using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Wants a URL whose password looks like one that somebody uses: not letters alone, and not one of the words that
/// documentation and test set-ups put there.
/// </summary>
internal static class UrlPassword
{
    private static readonly SearchValues<string> Customary = SearchValues.Create(
        ["passw", "ssw0rd", "secret", "user", "token", "example", "test", "changeme", "admin", "guest", "root", "postgres", "mysql", "foobar", "qwerty", "hunter2", "apikey", "api_key"],
        StringComparison.OrdinalIgnoreCase);

    private const int MaxChars = 128;

    public static bool IsInUse(ReadOnlySpan<byte> url)
    {
        var scheme = url.IndexOf("://"u8);
        var at = url.LastIndexOf((byte)'@');
        if (scheme < 0 || at < scheme)
            return false;
        var user = url[(scheme + 3)..at];
        var colon = user.IndexOf((byte)':');
        if (colon < 0)
            return false;
        var password = user[(colon + 1)..];
        return password.Length <= MaxChars && HasLetterAndOther(password) && !IsCustomary(password);
    }

    private static bool HasLetterAndOther(ReadOnlySpan<byte> password)
    {
        var letters = 0;
        foreach (var b in password)
            letters += char.IsAsciiLetter((char)b) ? 1 : 0;
        return letters > 0 && letters < password.Length;
    }

    private static bool IsCustomary(ReadOnlySpan<byte> password)
    {
        Span<char> chars = stackalloc char[MaxChars];
        var count = Encoding.Latin1.GetChars(password, chars);
        return chars[..count].ContainsAny(Customary);
    }
}
