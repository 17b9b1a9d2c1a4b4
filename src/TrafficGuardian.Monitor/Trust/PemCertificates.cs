using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>
/// Certificates in PEM text (RFC 7468), whoever wrote it. One pass over the bytes: damaged blocks are counted and skipped,
/// and whatever else stands in the file, keys included, is never looked at.
/// </summary>
public static class PemCertificates
{
    /// <summary>Longest certificate that is taken, in bytes of DER.</summary>
    private const int LongestCertificate = 65_536;

    /// <summary>Most certificates that are taken from one text.</summary>
    private const int MostCertificates = 4096;

    /// <summary>The certificates that a text holds, as DER.</summary>
    /// <param name="text">PEM, with anything between its blocks.</param>
    /// <param name="skipped">Blocks that hold no certificate, or came after the most that are taken.</param>
    public static IReadOnlyList<byte[]> Read(ReadOnlySpan<byte> text, out int skipped)
    {
        var found = new List<byte[]>();
        skipped = 0;
        for (int at; (at = text.IndexOf("-----BEGIN CERTIFICATE-----"u8)) >= 0;)
        {
            text = text[(at + "-----BEGIN CERTIFICATE-----".Length)..];
            var end = text.IndexOf("-----"u8);
            if (end < 0)
            {
                skipped++;
                break;
            }

            var body = text[..end];
            text = text[end..];
            var der = text.StartsWith("-----END CERTIFICATE-----"u8) ? Decode(body) : null;
            if (der is null || found.Count == MostCertificates)
            {
                skipped++;
            }
            else
            {
                found.Add(der);
            }
        }

        return found;
    }

    /// <summary>Certificates as PEM, each line ended by a line feed.</summary>
    public static string Write(IEnumerable<byte[]> certificates)
    {
        var text = new StringBuilder();
        foreach (var der in certificates)
        {
            text.Append(PemEncoding.Write("CERTIFICATE", der)).Append('\n');
        }

        return text.ToString();
    }

    private static byte[]? Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length > LongestCertificate * 2)
        {
            return null;
        }

        var der = new byte[Base64.GetMaxDecodedFromUtf8Length(body.Length)];
        if (Base64.DecodeFromUtf8(body, der, out _, out var written) != OperationStatus.Done)
        {
            return null;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der.AsSpan(0, written));
            return certificate.RawData;
        }
        catch (CryptographicException)
        {
            // The caller counts it.
            return null;
        }
    }
}
