using System.Security.Cryptography;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Recognises the alerts by which a peer says that it will have none of a certificate (RFC 8446 section 6.2).</summary>
internal static class CertificateAlert
{
    // OpenSSL's reasons for alerts that the peer sent are these and the alert's number.
    private const int Reasons = 1000;

    /// <summary>Whether what TLS threw was caused by such an alert.</summary>
    public static bool Caused(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            // bad_certificate, unsupported_certificate, certificate_revoked, certificate_expired, certificate_unknown; unknown_ca;
            // ech_required, by which a client says that the outer name's certificate is not the one it came for.
            if (e is CryptographicException && (e.HResult & 0xFFF) - Reasons is (>= 42 and <= 46) or 48 or 121)
                return true;
        }

        return false;
    }
}
