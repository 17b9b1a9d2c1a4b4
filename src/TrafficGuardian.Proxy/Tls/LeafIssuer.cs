using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Makes the certificates that stand for intercepted hosts, signed by the operator's CA.</summary>
internal sealed class LeafIssuer
{
    /// <summary>How long a leaf certificate is valid from now on.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    /// <summary>How far its beginning lies in the past, so that clocks that run behind accept it.</summary>
    public static readonly TimeSpan Backdating = TimeSpan.FromDays(1);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly X509Certificate2 _authority;
    private readonly X509SignatureGenerator _signer;
    private readonly X509Extension? _authorityKeyId;
    private readonly TimeProvider _time;
    private readonly Lock _signing = new();

    /// <param name="authority">The CA's certificate with its private key (EC or RSA). It stays the caller's to dispose.</param>
    /// <param name="time">The clock that validity is counted from.</param>
    public LeafIssuer(X509Certificate2 authority, TimeProvider time)
    {
        _authority = authority;
        _signer = SignerOf(authority);
        _authorityKeyId = KeyIdOf(authority);
        _time = time;
    }

    /// <summary>The CA's own certificate.</summary>
    public X509Certificate2 Authority => _authority;

    /// <summary>A certificate with its key for one host name or IP address, valid within the CA's own validity.</summary>
    public X509Certificate2 Issue(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(host), key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        extensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        extensions.Add(AlternativeName(host));
        if (_authorityKeyId is not null)
            extensions.Add(_authorityKeyId);
        extensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        var now = _time.GetUtcNow();
        var from = Later(now - Backdating, new DateTimeOffset(_authority.NotBefore));
        var until = Earlier(now + Validity, new DateTimeOffset(_authority.NotAfter));
        lock (_signing)
        {
            using var certificate = request.Create(_authority.SubjectName, _signer, from, until, SerialNumber());
            return certificate.CopyWithPrivateKey(key);
        }
    }

    /// <summary>
    /// RFC 5280 bounds a common name at 64 characters; longer names stand in the alternative name alone, and so do addresses,
    /// which a CA's name constraints would otherwise be held against as if they were host names.
    /// </summary>
    private static X500DistinguishedName Subject(string host)
    {
        var builder = new X500DistinguishedNameBuilder();
        if (host.Length <= 64 && !IPAddress.TryParse(host, out _))
        {
            builder.AddCommonName(host);
        }
        else
        {
            builder.AddOrganizationName("Traffic Guardian");
        }

        return builder.Build();
    }

    private static X509Extension AlternativeName(string host)
    {
        var builder = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            builder.AddIpAddress(address);
        }
        else
        {
            builder.AddDnsName(host);
        }

        return builder.Build(critical: false);
    }

    /// <returns>Null for a CA that names no key identifier, which an operator's own need not (RFC 5280 section 4.2.1.1).</returns>
    private static X509AuthorityKeyIdentifierExtension? KeyIdOf(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } subject
            ? X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(subject)
            : null;

    private static X509SignatureGenerator SignerOf(X509Certificate2 authority) =>
        authority.GetECDsaPrivateKey() is { } elliptic ? X509SignatureGenerator.CreateForECDsa(elliptic)
        : authority.GetRSAPrivateKey() is { } rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : throw new InvalidOperationException("The CA's private key is neither EC nor RSA.");

    /// <summary>RFC 5280 section 4.1.2.2: positive, at most 20 octets; 128 random bits and a clear sign bit.</summary>
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(17);
        serial[0] = 1;
        return serial;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
