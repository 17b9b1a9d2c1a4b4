using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A CA of a test, and certificates from it, good ones and bad ones.</summary>
internal sealed class MadeAuthority : IDisposable
{
    private const string AlternativeNames = "2.5.29.17";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <param name="name">Its common name.</param>
    /// <param name="rsaBits">0 for an elliptic key.</param>
    /// <param name="withKeyId">Whether it says its subject key identifier.</param>
    public MadeAuthority(string name, int rsaBits = 0, bool withKeyId = true)
    {
        using var key = NewKey(rsaBits);
        var request = RequestFor(name, key, withKeyId);
        Certificate = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(1));
    }

    private MadeAuthority(string name, MadeAuthority issuer, HashAlgorithmName hash)
    {
        using var key = NewKey(rsaBits: 0);
        using var certificate = RequestFor(name, key, withKeyId: true)
            .Create(issuer.Certificate.SubjectName, new HashedGenerator(issuer.Signer(), hash), Now.AddYears(-1), Now.AddMonths(6), RandomNumberGenerator.GetBytes(8));
        using var whole = certificate.CopyWithPrivateKey((ECDsa)key);
        Certificate = Reload(whole);
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A CA below this one.</summary>
    public MadeAuthority Intermediate(string name, HashAlgorithmName? hash = null) => new(name, this, hash ?? HashAlgorithmName.SHA256);

    /// <summary>A server's certificate with its key, valid unless told otherwise.</summary>
    public X509Certificate2 Issue(LeafSpec? spec = null)
    {
        spec ??= new LeafSpec();
        using var key = NewKey(spec.RsaBits);
        var request = RequestFor(spec.Host, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(spec.Usage)], critical: false));
        request.CertificateExtensions.Add(spec.RawNames is { } raw ? new X509Extension(AlternativeNames, raw, critical: false) : Names(spec.Host));
        var from = Now.AddDays(spec.FromDays);
        var until = Now.AddDays(spec.UntilDays);
        if (spec.SelfSigned)
        {
            using var own = request.CreateSelfSigned(from, until);
            return Reload(own);
        }

        var generator = new HashedGenerator(Signer(), spec.Hash);
        using var certificate = request.Create(Certificate.SubjectName, generator, from, until, RandomNumberGenerator.GetBytes(8));
        using var whole = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        return Reload(whole);
    }

    public void Dispose() => Certificate.Dispose();

    private X509SignatureGenerator Signer() => Certificate.GetECDsaPrivateKey() is { } elliptic
        ? X509SignatureGenerator.CreateForECDsa(elliptic)
        : X509SignatureGenerator.CreateForRSA(Certificate.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1);

    private static AsymmetricAlgorithm NewKey(int rsaBits) =>
        rsaBits > 0 ? RSA.Create(rsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest RequestFor(string name, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);

    private static CertificateRequest RequestFor(string name, AsymmetricAlgorithm key, bool withKeyId)
    {
        var request = RequestFor(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        if (withKeyId)
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X509Certificate2 Reload(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);

    private static X509Extension Names(string host)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        return names.Build();
    }

    /// <summary>Signs with the hash that a test wants, whatever the request says.</summary>
    private sealed class HashedGenerator(X509SignatureGenerator inner, HashAlgorithmName hash) : X509SignatureGenerator
    {
        // ecdsa-with-SHA1, which the framework names no more.
        private static readonly byte[] EllipticSha1 = Convert.FromHexString("300906072A8648CE3D0401");

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            hash == HashAlgorithmName.SHA1 ? EllipticSha1 : inner.GetSignatureAlgorithmIdentifier(hash);

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => inner.SignData(data, hash);

        protected override PublicKey BuildPublicKey() => inner.PublicKey;
    }
}
