using System.Net;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load.Contenders;

/// <summary>nginx that ends the client's TLS and speaks TLS to the origin, over kept-alive connections.</summary>
/// <param name="origin">Where it listens.</param>
/// <param name="own">The CA of the one certificate that stands for all hosts.</param>
/// <param name="trusted">The origin's CA.</param>
internal sealed class TerminatingNginx(IPEndPoint origin, Authority own, Authority trusted) : Nginx(origin)
{
    public override string Name => "nginx (ends TLS)";

    public override X509Certificate2? Authority => own.Certificate;

    protected override string Downstream()
    {
        using X509Certificate2 certificate = own.Issue($"*.{ClientTls.Domain}");
        return $"""
            listen {Endpoint} ssl;
            ssl_certificate {Write("certificate.pem", certificate.ExportCertificatePem())};
            ssl_certificate_key {Write("key.pem", Tls.Authority.KeyPem(certificate))};
            ssl_protocols TLSv1.2 TLSv1.3;
            client_max_body_size 0;
            proxy_request_buffering off;
            """;
    }

    protected override string Upstream() => $"""
        proxy_pass https://origin;
        proxy_ssl_protocols TLSv1.2 TLSv1.3;
        proxy_ssl_server_name on;
        proxy_ssl_name {ClientTls.HostName(0)};
        proxy_ssl_verify on;
        proxy_ssl_trusted_certificate {Write("origin.pem", trusted.CertificatePem)};
        """;
}
