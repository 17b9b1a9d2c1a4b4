using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TrafficGuardian.Detection.Tests.Scanning;

/// <summary>Ways to wrap a text, each undone by so many levels.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Apply">Wraps a text.</param>
/// <param name="Levels">Views that it takes to undo it.</param>
/// <param name="NeedsAscii">Whether it stands for ASCII only.</param>
/// <param name="NeedsPlain">Whether it tears backslash escapes apart, so that some of these are undone before it is.</param>
internal sealed record Wrap(string Name, Func<string, string> Apply, int Levels = 1, bool NeedsAscii = false, bool NeedsPlain = false)
{
    private const string Base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static IReadOnlyList<Wrap> All { get; } =
    [
        new("base64", static t => Convert.ToBase64String(Utf8(t))),
        new("base64url", static t => Convert.ToBase64String(Utf8(t)).TrimEnd('=').Replace('+', '-').Replace('/', '_')),
        new("base64 in lines", static t => Convert.ToBase64String(Utf8(t), Base64FormattingOptions.InsertLineBreaks)),
        new("base64 in JSON", static t => $"{{\"data\": \"{Convert.ToBase64String(Utf8(t)).Replace("/", "\\/", StringComparison.Ordinal)}\"}}"),
        new("data URI", static t => "data:text/plain;base64," + Convert.ToBase64String(Utf8(t))),
        new("base32", static t => Base32(Utf8(t))),
        new("hex", static t => Convert.ToHexStringLower(Utf8(t))),
        new("upper hex", static t => Convert.ToHexString(Utf8(t))),
        new("hex by colons", static t => string.Join(':', Utf8(t).Select(static b => b.ToString("x2", CultureInfo.InvariantCulture))), NeedsAscii: true),
        new("hex by spaces", static t => string.Join(' ', Utf8(t).Select(static b => b.ToString("X2", CultureInfo.InvariantCulture))), NeedsAscii: true),
        new("hex with prefix", static t => string.Join(", ", Utf8(t).Select(static b => $"0x{b:x2}")), NeedsAscii: true),
        new("codes", static t => "[" + string.Join(", ", Utf8(t)) + "]", NeedsAscii: true),
        new("letters", static t => "[" + string.Join(", ", t.Select(static c => $"\"{(c is '"' or '\\' ? "\\" : "")}{c}\"")) + "]", NeedsAscii: true, NeedsPlain: true),
        new("percent", static t => string.Concat(Utf8(t).Select(static b => $"%{b:X2}"))),
        new("JSON escapes", static t => string.Concat(t.Select(static c => $"\\u{(int)c:x4}"))),
        new("JSON string", static t => System.Text.Json.JsonSerializer.Serialize(t)),
        new("HTML", static t => string.Concat(t.EnumerateRunes().Select(static r => $"&#{r.Value};"))),
        new("quoted-printable", static t => string.Concat(t.Select(static c => $"={(int)c:X2}")), NeedsAscii: true),
        new("UTF-16 in base64", static t => Convert.ToBase64String(Encoding.Unicode.GetBytes(t)), Levels: 2, NeedsAscii: true),
        new("gzip in base64", static t => Convert.ToBase64String(Pack(t, static s => new GZipStream(s, CompressionLevel.Optimal)))),
        new("zlib in base64", static t => Convert.ToBase64String(Pack(t, static s => new ZLibStream(s, CompressionLevel.Optimal)))),
        new("zero-width", static t => string.Join('\u200b', t.Chunk(4).Select(static c => new string(c))), NeedsAscii: true, NeedsPlain: true),
        new("full-width", static t => string.Concat(t.Select(static c => c is > ' ' and < '\x7f' ? (char)(c - '!' + '\uff01') : c)), NeedsAscii: true),
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Pack(string text, Func<Stream, Stream> make)
    {
        using var packed = new MemoryStream();
        using (var stream = make(packed))
            stream.Write(Utf8(text));
        return packed.ToArray();
    }

    private static string Base32(byte[] bytes)
    {
        var result = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
        {
            var two = bytes[bit / 8] << 8 | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            result.Append(Base32Digits[two >> (11 - bit % 8) & 31]);
        }

        return result.ToString().PadRight((result.Length + 7) / 8 * 8, '=');
    }
}
