using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>
/// Judges upstream certificates as a careful client would (RFC 5280 section 6, RFC 9525): a chain to a trusted root, name,
/// validity, purpose, and strength of keys and signatures. Fetches nothing: no missing certificate, no revocation list.
/// </summary>
/// <param name="authorities">Trusted besides the system's roots.</param>
/// <param name="time">The clock that validity is judged by.</param>
internal sealed class CertificateJudge(X509Certificate2Collection authorities, TimeProvider time)
{
    private const int MinRsaBits = 2048;
    private const int MinEllipticBits = 224;
    private const int MaxRemembered = 4096;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>A chain takes milliseconds to build, and one host is connected to often.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private static readonly HashSet<string> WeakSignatures = new(StringComparer.Ordinal)
    {
        "1.2.840.113549.1.1.2", // md2WithRSA
        "1.2.840.113549.1.1.4", // md5WithRSA
        "1.2.840.113549.1.1.5", // sha1WithRSA
        "1.2.840.10045.4.1", // ecdsa-with-SHA1
        "1.2.840.10040.4.3", // dsa-with-SHA1
    };

    private readonly ConcurrentDictionary<(string Certificate, string Name), DateTimeOffset> _good = new();

    /// <summary>Whether a certificate was found good for a name a short while ago.</summary>
    public bool IsKnownGood(X509Certificate2 certificate, string name) =>
        _good.TryGetValue(KeyOf(certificate, name), out var until) && time.GetUtcNow() < until;

    /// <param name="certificate">The server's own.</param>
    /// <param name="sent">What it sent along.</param>
    /// <param name="name">The host name or address that it must be for.</param>
    public TlsFault Judge(X509Certificate2 certificate, X509Certificate2Collection sent, string name)
    {
        if (IsKnownGood(certificate, name))
            return TlsFault.None;
        var key = KeyOf(certificate, name);
        var now = time.GetUtcNow();
        var fault = IsFor(certificate, name) ? JudgeChainSafely(certificate, sent, now) : TlsFault.WrongName;
        if (fault == TlsFault.None)
            Remember(key, Earlier(now + Remembered, new DateTimeOffset(certificate.NotAfter)));
        return fault;
    }

    private static (string Certificate, string Name) KeyOf(X509Certificate2 certificate, string name) =>
        (Convert.ToHexString(SHA256.HashData(certificate.RawDataMemory.Span)), name);

    /// <summary>Neither the name, which the client chose, nor the certificate's names need be well formed.</summary>
    private static bool IsFor(X509Certificate2 certificate, string name)
    {
        try
        {
            return certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A key or an extension that can't be read is met in the middle of it.</summary>
    private TlsFault JudgeChainSafely(X509Certificate2 certificate, X509Certificate2Collection sent, DateTimeOffset now)
    {
        try
        {
            return JudgeChain(certificate, sent, now);
        }
        catch (CryptographicException)
        {
            return TlsFault.Untrusted;
        }
    }

    private TlsFault JudgeChain(X509Certificate2 certificate, X509Certificate2Collection sent, DateTimeOffset now)
    {
        var fault = JudgeChain(certificate, sent, now, own: false);
        return fault == TlsFault.Untrusted && authorities.Count > 0 ? JudgeChain(certificate, sent, now, own: true) : fault;
    }

    private TlsFault JudgeChain(X509Certificate2 certificate, X509Certificate2Collection sent, DateTimeOffset now, bool own)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTimeIgnored = false;
        policy.VerificationTime = now.UtcDateTime;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.ExtraStore.AddRange(sent);
        if (own)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        var trusted = chain.Build(certificate);
        try
        {
            return trusted ? Strength(chain) : Fault(chain);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    private static TlsFault Fault(X509Chain chain) =>
        chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.NotTimeValid) ? TlsFault.Expired : TlsFault.Untrusted;

    /// <summary>A root is trusted for itself, whatever it is signed with.</summary>
    private static TlsFault Strength(X509Chain chain)
    {
        for (var index = 0; index < chain.ChainElements.Count; index++)
        {
            var certificate = chain.ChainElements[index].Certificate;
            var isRoot = index > 0 && index == chain.ChainElements.Count - 1;
            if (!HasStrongKey(certificate) || (!isRoot && WeakSignatures.Contains(certificate.SignatureAlgorithm.Value ?? "")))
                return TlsFault.Weak;
        }

        return TlsFault.None;
    }

    private static bool HasStrongKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.KeySize >= MinRsaBits;
        using var elliptic = certificate.GetECDsaPublicKey();
        return elliptic is null ? !IsDsa(certificate) : elliptic.KeySize >= MinEllipticBits;
    }

    private static bool IsDsa(X509Certificate2 certificate) => certificate.PublicKey.Oid.Value == "1.2.840.10040.4.1";

    private void Remember((string, string) key, DateTimeOffset until)
    {
        if (_good.Count >= MaxRemembered)
            _good.Clear();
        _good[key] = until;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
