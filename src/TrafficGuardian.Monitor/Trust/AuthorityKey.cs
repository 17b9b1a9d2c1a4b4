using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>Reads a CA's private key and joins it to its certificate. What it read is wiped from memory; faults never quote it.</summary>
internal static class AuthorityKey
{
    private const int LongestFile = 65_536;

    /// <summary>The certificate with its key.</summary>
    /// <param name="path">PKCS#8 (<c>PRIVATE KEY</c>), SEC 1 (<c>EC PRIVATE KEY</c>) or PKCS#1 (<c>RSA PRIVATE KEY</c>) in PEM, unencrypted.</param>
    /// <param name="certificate">The certificate, or null where only the key is looked at.</param>
    /// <param name="fault">What is wrong; null where nothing is.</param>
    public static X509Certificate2? Join(string path, AuthorityCertificate? certificate, out AuthorityFault? fault)
    {
        fault = StateGuard.SecretFault(path) is { } unsafeFile ? Fault("names a file that is not safe to use", unsafeFile) : null;
        if (fault is not null || Read(path, out fault) is not { } text)
        {
            return null;
        }

        try
        {
            return Join(text, certificate, out fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    private static char[]? Read(string path, out AuthorityFault? fault)
    {
        if (ForeignFile.Read(path, LongestFile, out var unread) is not { } bytes)
        {
            fault = unread == ForeignFile.Missing
                ? Fault("names a file that does not exist", "make a CA with 'ca init', or name one that exists")
                : Fault($"names a file that {unread}", "name a PEM file that can be read, or make a CA with 'ca init'");
            return null;
        }

        fault = null;
        var text = Encoding.Latin1.GetChars(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    private static X509Certificate2? Join(ReadOnlySpan<char> text, AuthorityCertificate? certificate, out AuthorityFault? fault)
    {
        AsymmetricAlgorithm? key = null;
        fault = null;
        try
        {
            key = Parse(text, out fault);
            if (key is null || certificate is null)
            {
                return null;
            }

            using var alone = X509CertificateLoader.LoadCertificate(certificate.Chain[0]);
            return key is ECDsa elliptic ? alone.CopyWithPrivateKey(elliptic) : alone.CopyWithPrivateKey((RSA)key);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            fault = Fault("is not the key of https_inspection.ca_certificate",
                "name the key that belongs to that certificate, or make a new pair with 'ca init --force'");
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            fault = Broken;
        }
        finally
        {
            key?.Dispose();
        }

        return null;
    }

    private static AuthorityFault Broken => Fault("names a file without a private key that can be read",
        "name a PEM file with an EC or RSA key in PKCS#8, SEC 1 or PKCS#1 form, or make a new pair with 'ca init --force'");

    private static AsymmetricAlgorithm? Parse(ReadOnlySpan<char> text, out AuthorityFault? fault)
    {
        fault = Broken;
        while (PemEncoding.TryFind(text, out var found))
        {
            var label = text[found.Label];
            var isEncrypted = label is "ENCRYPTED PRIVATE KEY" || text[found.Location].Contains("Proc-Type:", StringComparison.Ordinal);
            if (isEncrypted)
            {
                fault = Fault("names a file whose key is encrypted", "keep the key without a passphrase in a file that you alone can read");
                return null;
            }

            if (label is "PRIVATE KEY" or "EC PRIVATE KEY" or "RSA PRIVATE KEY")
            {
                return Import(text[found.Location], label, out fault);
            }

            text = text[found.Location.End..];
        }

        // A passphrase's headers (RFC 1421) keep the block from being found at all.
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            fault = Fault("names a file whose key is encrypted", "keep the key without a passphrase in a file that you alone can read");
        }

        return null;
    }

    private static AsymmetricAlgorithm? Import(ReadOnlySpan<char> pem, ReadOnlySpan<char> label, out AuthorityFault? fault)
    {
        AsymmetricAlgorithm[] candidates = label is "EC PRIVATE KEY" ? [ECDsa.Create()] : label is "RSA PRIVATE KEY" ? [RSA.Create()] : [ECDsa.Create(), RSA.Create()];
        AsymmetricAlgorithm? imported = null;
        foreach (var candidate in candidates)
        {
            try
            {
                if (imported is null)
                {
                    candidate.ImportFromPem(pem);
                    imported = candidate;
                }
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException or PlatformNotSupportedException)
            {
                // The next kind of key is tried; where none is left, the caller says so.
            }
            finally
            {
                if (imported != candidate)
                {
                    candidate.Dispose();
                }
            }
        }

        fault = imported is null ? Broken : null;
        return imported;
    }

    private static AuthorityFault Fault(string message, string remedy) => new(AuthorityPart.PrivateKey, message, remedy);
}
