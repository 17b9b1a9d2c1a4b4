using System.Buffers.Text;
using System.Text;

namespace TrafficGuardian.Detection.Reviewing;

/// <summary>What a request's head says of its method and of the bot that makes it.</summary>
internal struct ReviewHead(string method)
{
    private const int LongestAccount = 20;

    private static readonly string[] Methods = ["POST", "GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT"];

    /// <summary>The method that counts: an override's, where there is one.</summary>
    public string Method { get; private set; } = method;

    /// <summary>The method on the wire, as findings show it.</summary>
    public string Shown { get; } = method;

    /// <summary>The number of the bot in the <c>Authorization</c> header; null where there is none.</summary>
    public string? Account { get; private set; }

    /// <summary>The method of a request line; <c>OTHER</c> where it is none that is known.</summary>
    public static string MethodOf(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        return Known(space < 0 ? line : line[..space]);
    }

    /// <summary>The number of the bot in a path segment that begins with <c>bot</c>; null where there is none.</summary>
    public static string? AccountOf(ReadOnlySpan<byte> segment)
    {
        var colon = segment.IndexOf((byte)':');
        return colon > 3 ? Digits(segment[3..colon]) : null;
    }

    /// <summary>Takes a header.</summary>
    public void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, SocialWriteTable table, ref ReviewEvidence evidence)
    {
        evidence.TakeHeader(name, value);
        if (ReviewWords.EqualsIgnoreCase(name, "x-http-method-override") || ReviewWords.EqualsIgnoreCase(name, "x-http-method")
            || ReviewWords.EqualsIgnoreCase(name, "x-method-override"))
        {
            Method = Known(value);
        }

        if (ReviewWords.EqualsIgnoreCase(name, "authorization") && value.StartsWith("Bot "u8))
            Account = BotOf(value[4..].Trim((byte)' '));
    }

    private static string Known(ReadOnlySpan<byte> text)
    {
        foreach (var method in Methods)
        {
            if (ReviewWords.EqualsIgnoreCase(text, method))
                return method;
        }

        return "OTHER";
    }

    private static string? BotOf(ReadOnlySpan<byte> token)
    {
        var dot = token.IndexOf((byte)'.');
        if (dot is <= 0 or > 2 * LongestAccount)
            return null;
        Span<byte> number = stackalloc byte[2 * LongestAccount];
        return Base64Url.DecodeFromUtf8(token[..dot].TrimEnd((byte)'='), number, out _, out var length) == System.Buffers.OperationStatus.Done
            ? Digits(number[..length]) : null;
    }

    private static string? Digits(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= LongestAccount && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Encoding.ASCII.GetString(text) : null;
}
