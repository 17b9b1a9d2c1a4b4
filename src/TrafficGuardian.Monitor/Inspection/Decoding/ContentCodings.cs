using System.Text;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Reads from a head which codings its body has.</summary>
internal static class ContentCodings
{
    /// <summary>Codings that are undone one after the other. More make no sense, and each costs memory.</summary>
    private const int MaxCodings = 4;

    /// <summary>
    /// Reads <c>Content-Encoding</c>, and codings in <c>Transfer-Encoding</c> besides <c>chunked</c>, which come on top.
    /// </summary>
    /// <param name="head">A head in HTTP/1 form.</param>
    /// <param name="codings">The codings in the order in which they were applied; empty where there is none.</param>
    /// <returns>False where one is unknown, or there are too many.</returns>
    public static bool TryRead(ReadOnlySpan<byte> head, out List<ContentCoding> codings)
    {
        codings = [];
        return TryReadField(head, "content-encoding"u8, codings) && TryReadField(head, "transfer-encoding"u8, codings);
    }

    private static bool TryReadField(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, List<ContentCoding> codings)
    {
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range];
            if (line.Length > name.Length
                && line[name.Length] == ':'
                && Ascii.EqualsIgnoreCase(line[..name.Length], name)
                && !TryReadValue(line[(name.Length + 1)..], codings))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadValue(ReadOnlySpan<byte> value, List<ContentCoding> codings)
    {
        foreach (var range in value.Split((byte)','))
        {
            var token = value[range].Trim(" \t\r"u8);
            if (token.IsEmpty || Is(token, "identity"u8) || Is(token, "chunked"u8))
            {
                continue;
            }

            if (CodingOf(token) is not { } coding || codings.Count == MaxCodings)
            {
                return false;
            }

            codings.Add(coding);
        }

        return true;
    }

    private static ContentCoding? CodingOf(ReadOnlySpan<byte> token)
    {
        if (Is(token, "gzip"u8) || Is(token, "x-gzip"u8))
        {
            return ContentCoding.Gzip;
        }

        if (Is(token, "deflate"u8))
        {
            return ContentCoding.Deflate;
        }

        if (Is(token, "br"u8))
        {
            return ContentCoding.Brotli;
        }

        return Is(token, "zstd"u8) ? ContentCoding.Zstandard : null;
    }

    private static bool Is(ReadOnlySpan<byte> token, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(token, name);
}
