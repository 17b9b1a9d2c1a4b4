using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A CA of a test, and certificates from it, good ones and bad ones.</summary>
internal sealed class MadeAuthority : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public MadeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Certificate = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(1));
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A server's certificate with its key, valid unless told otherwise.</summary>
    public X509Certificate2 Issue(LeafSpec? spec = null)
    {
        spec ??= new LeafSpec();
        using AsymmetricAlgorithm key = spec.RsaBits > 0 ? RSA.Create(spec.RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsaKey
            ? new CertificateRequest($"CN={spec.Host}", rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={spec.Host}", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(Names(spec.Host));
        var from = Now.AddDays(spec.FromDays);
        var until = Now.AddDays(spec.UntilDays);
        if (spec.SelfSigned)
            return Reload(request.CreateSelfSigned(from, until));

        using var signing = Certificate.GetECDsaPrivateKey()!;
        var generator = new HashedGenerator(X509SignatureGenerator.CreateForECDsa(signing), spec.Hash);
        using var certificate = request.Create(Certificate.SubjectName, generator, from, until, RandomNumberGenerator.GetBytes(8));
        using var whole = key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
        return Reload(whole);
    }

    public void Dispose() => Certificate.Dispose();

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
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => inner.GetSignatureAlgorithmIdentifier(hash);

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => inner.SignData(data, hash);

        protected override PublicKey BuildPublicKey() => inner.PublicKey;
    }
}
