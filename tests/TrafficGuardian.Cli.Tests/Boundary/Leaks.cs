using System.Security.Cryptography;
using System.Text;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>Finds a secret, or a part of it, in bytes that somebody may read, in whatever usual encoding.</summary>
internal static class Leaks
{
    /// <summary>How many bytes of a secret in a row are a leak.</summary>
    private const int Part = 12;

    /// <summary>What of these is in the artefact; empty where nothing is.</summary>
    public static IEnumerable<string> In(byte[] artefact, IEnumerable<(string Name, byte[] Secret)> secrets)
    {
        // PEM breaks lines, hexadecimal is written with colons, JSON escapes slashes.
        var text = Encoding.Latin1.GetString(artefact);
        var squeezed = string.Concat(text.Where(c => c is not ('\r' or '\n' or ' ' or ':' or '\\' or '\0')));
        var folded = squeezed.ToLowerInvariant();
        foreach (var (name, secret) in secrets)
        {
            if (Raw(secret).Any(part => text.Contains(part, StringComparison.Ordinal) || squeezed.Contains(part, StringComparison.Ordinal)))
            {
                yield return $"{name}, plain";
            }

            if (Base64(secret).Any(part => squeezed.Contains(part, StringComparison.Ordinal)))
            {
                yield return $"{name}, Base64";
            }

            if (Hex(secret).Any(part => folded.Contains(part, StringComparison.Ordinal)))
            {
                yield return $"{name}, hexadecimal";
            }

            if (Digests(secret).Any(part => squeezed.Contains(part, StringComparison.Ordinal) || folded.Contains(part, StringComparison.Ordinal)))
            {
                yield return $"{name}, digest";
            }
        }
    }

    /// <summary>The part of a private key that its certificate doesn't tell.</summary>
    public static byte[] Private(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.ExportParameters(includePrivateParameters: true).D!;
    }

    private static IEnumerable<byte[]> Parts(byte[] secret) => Enumerable.Range(0, secret.Length - Part + 1).Select(at => secret[at..(at + Part)]);

    private static IEnumerable<string> Raw(byte[] secret) =>
        Parts(secret).Select(Encoding.Latin1.GetString).Concat([new string([.. Encoding.Latin1.GetString(secret).Reverse()])]);

    // Twelve bytes at any place fill whole groups of one of the three ways to begin.
    private static IEnumerable<string> Base64(byte[] secret) => Parts(secret).Select(Convert.ToBase64String)
        .SelectMany(part => (string[])[part, part.Replace('+', '-').Replace('/', '_')]);

    private static IEnumerable<string> Hex(byte[] secret) => Parts(secret).Select(Convert.ToHexStringLower)
        .SelectMany(part => (string[])[part, string.Concat(part.Chunk(2).Select(pair => $"%{pair[0]}{pair[1]}")), string.Concat(part.Chunk(2).Select(pair => $"u00{pair[0]}{pair[1]}"))]);

    private static IEnumerable<string> Digests(byte[] secret) => ((byte[][])[SHA256.HashData(secret), SHA512.HashData(secret)])
        .SelectMany(digest => (string[])[Convert.ToHexStringLower(digest)[..24], Convert.ToBase64String(digest)[..16]]);
}
