using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load.Contenders;

/// <summary>The published monitor with a CA of its own: it opens the TLS of tunnels and inspects everything.</summary>
/// <param name="executable">The published file.</param>
/// <param name="trusted">The origin's CA.</param>
internal sealed class InterceptingMonitor(string executable, Authority trusted) : Monitor(executable)
{
    private X509Certificate2? _authority;

    public override RequestForm Form => RequestForm.Tunnel;

    public override X509Certificate2? Authority => _authority;

    protected override ProcessStartInfo? Command()
    {
        ProcessStartInfo? command = base.Command();
        _authority ??= MakeAuthority();
        return command;
    }

    protected override string Configuration() => $$"""
        {
          "listen": "{{Endpoint}}",
          "https_inspection": { "enabled": true, "trust_scope": "process" },
          "upstream": { "ca_bundle": {{JsonSerializer.Serialize(Write("origin.pem", trusted.CertificatePem))}} }
        }
        """;

    private X509Certificate2 MakeAuthority()
    {
        using var maker = Process.Start(Verb("ca", "init"))!;
        maker.StandardOutput.ReadToEnd();
        maker.WaitForExit();
        return maker.ExitCode == 0
            ? X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Folder.FullName, "ca", "ca.pem"))
            : throw new InvalidOperationException($"{Name}: ca init failed with {maker.ExitCode}");
    }
}
