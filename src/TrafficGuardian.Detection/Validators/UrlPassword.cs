using System.Buffers;
using System.Text;

namespace TrafficGuardian.Detection.Validators;

/// <summary>
/// Tells passwords in URLs and commands that somebody uses from the words that documentation and test set-ups put there.
/// </summary>
internal static class UrlPassword
{
    private static readonly SearchValues<string> Customary = SearchValues.Create(
        ["passw", "ssw0rd", "secret", "user", "token", "example", "test", "changeme", "admin", "guest", "root", "postgres", "mysql", "foobar", "qwerty", "hunter2", "apikey", "api_key"],
        StringComparison.OrdinalIgnoreCase);

    // Whole passwords that documentation writes for "your password here".
    private static readonly HashSet<string> Documented = new(StringComparer.OrdinalIgnoreCase)
    {
        "pass", "passwd", "password", "password1", "password123", "passw0rd", "pw", "pwd", "mypassword", "mypass", "mysecretpassword", "yourpassword",
        "your_password", "your-password", "secret", "mysecret", "supersecret", "user", "username", "myuser", "root", "rootpass", "admin", "guest", "test",
        "testing", "testpass", "postgres", "postgresql", "mysql", "mongo", "mongodb", "redis", "rabbitmq", "changeme", "change_me", "example", "token",
        "foobar", "dbpass", "dbpassword", "db_password", "db_pass", "default", "database", "localhost", "xxx", "xxxx", "xxxxx", "xxxxxx",
    };

    private const int MaxChars = 128;

    /// <summary>
    /// Whether the password of a URL is not of letters alone and holds none of the customary words, or its user, where it has
    /// no password, is a token.
    /// </summary>
    public static bool IsInUse(ReadOnlySpan<byte> url)
    {
        var password = Of(url, out _);
        if (password.IsEmpty)
            return IsTokenAsUser(url);
        return password.Length is > 0 and <= MaxChars && HasLetterAndOther(password) && !Holds(password, Customary);
    }

    /// <summary>
    /// Whether the password of a database's URL is none that documentation writes, where <see cref="IsInUse"/> is not sure:
    /// a database is seldom asked for in a sentence.
    /// </summary>
    public static bool IsOfDatabase(ReadOnlySpan<byte> url)
    {
        var password = Of(url, out var user);
        if (password.Length is 0 or > MaxChars || IsInUse(url) || password.SequenceEqual(user) || Placeholder.IsFillIn(password))
            return false;
        return !Documented.Contains(Encoding.Latin1.GetString(password));
    }

    /// <summary>Whether what stands behind the last colon is a password in use.</summary>
    public static bool IsBehindColon(ReadOnlySpan<byte> match)
    {
        var password = match[(match.LastIndexOf((byte)':') + 1)..];
        return password.Length is > 5 and <= MaxChars && HasLetterAndOther(password) && !Holds(password, Customary);
    }

    /// <summary>Whether what stands in the last quotes is a password that somebody typed: letters and something else, and no words for "password".</summary>
    public static bool IsLiteral(ReadOnlySpan<byte> match)
    {
        var end = match.LastIndexOf((byte)'"');
        var start = end < 0 ? -1 : match[..end].LastIndexOf((byte)'"');
        var password = start < 0 ? default : match[(start + 1)..end];
        return password.Length is >= 8 and <= MaxChars && HasLetterAndOther(password) && !Placeholder.IsFillIn(password)
            && !Documented.Contains(Encoding.Latin1.GetString(password));
    }

    private static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> url, out ReadOnlySpan<byte> user)
    {
        user = default;
        var scheme = url.IndexOf("://"u8);
        var at = url.LastIndexOf((byte)'@');
        if (scheme < 0 || at < scheme + 3)
            return default;
        var info = url[(scheme + 3)..at];
        var colon = info.IndexOf((byte)':');
        if (colon < 0)
            return default;
        user = info[..colon];
        return info[(colon + 1)..];
    }

    private static bool IsTokenAsUser(ReadOnlySpan<byte> url)
    {
        var start = url.IndexOf("://"u8) + 3;
        var end = url.IndexOf((byte)'@');
        return start >= 3 && end > start && DrawnValue.Is(url[start..end]);
    }

    private static bool HasLetterAndOther(ReadOnlySpan<byte> password)
    {
        var letters = 0;
        foreach (var b in password)
            letters += char.IsAsciiLetter((char)b) ? 1 : 0;
        return letters > 0 && letters < password.Length;
    }

    private static bool Holds(ReadOnlySpan<byte> password, SearchValues<string> words)
    {
        Span<char> chars = stackalloc char[MaxChars];
        var count = Encoding.Latin1.GetChars(password, chars);
        return chars[..count].ContainsAny(words);
    }
}
