using System.Text;

namespace TrafficGuardian.Monitor.Inspection.Decoding;

/// <summary>Reads the names of codings.</summary>
internal static class ContentCodings
{
    /// <summary>Codings that are undone one after the other. More make no sense, and each costs memory.</summary>
    public const int MaxCodings = 4;

    /// <summary>Reads the value of a field that lists codings, <c>chunked</c> left out.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="codings">Takes the codings in the order in which they were applied; null until there is one.</param>
    /// <returns>False where one is unknown, or there are too many.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, ref List<ContentCoding>? codings)
    {
        foreach (var range in value.Split((byte)','))
        {
            var token = value[range].Trim(" \t\r"u8);
            if (token.IsEmpty || Is(token, "identity"u8) || Is(token, "chunked"u8))
            {
                continue;
            }

            if (Of(token) is not { } coding || codings?.Count == MaxCodings)
            {
                return false;
            }

            (codings ??= []).Add(coding);
        }

        return true;
    }

    /// <summary>The content codings of a body, and then those in <c>Transfer-Encoding</c>, which come on top.</summary>
    public static IReadOnlyList<ContentCoding> Joined(List<ContentCoding>? content, List<ContentCoding>? transfer) => (content, transfer) switch
    {
        (null, null) => [],
        ({ } only, null) => only,
        (null, { } only) => only,
        _ => [.. content, .. transfer],
    };

    /// <summary>The coding of this name, or null where it can't be undone.</summary>
    public static ContentCoding? Of(ReadOnlySpan<byte> token)
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
