using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Load.Tls;

namespace TrafficGuardian.Load.Contenders;

/// <summary>squid that opens the TLS of tunnels (ssl-bump), with certificates that it makes.</summary>
/// <param name="own">The CA of those certificates.</param>
/// <param name="trusted">The origin's CA.</param>
internal sealed class BumpingSquid(Authority own, Authority trusted) : Squid
{
    private static readonly string[] Folders = ["/usr/lib/squid", "/usr/lib64/squid"];

    /// <summary>What makes its certificates; only a squid that is built with OpenSSL has it.</summary>
    public static string? Generator => Folders.Select(folder => Path.Combine(folder, "security_file_certgen")).FirstOrDefault(File.Exists);

    public override string Name => "squid (ssl-bump)";

    public override RequestForm Form => RequestForm.Tunnel;

    public override X509Certificate2? Authority => own.Certificate;

    protected override string Port()
    {
        string database = Path.Combine(Folder.FullName, "certificates");
        if (!Directory.Exists(database))
        {
            MakeDatabase(database);
        }

        return $"""
            http_port {Endpoint} ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=64MB cert={Readable("ca.pem", own.CertificatePem)} key={Readable("ca.key", Tls.Authority.KeyPem(own.Certificate))}
            sslcrtd_program {Generator} -s {database} -M 64MB
            sslcrtd_children 8 startup=4 idle=2
            tls_outgoing_options cafile={Readable("origin.pem", trusted.CertificatePem)}
            acl hello at_step SslBump1
            ssl_bump peek hello
            ssl_bump bump all
            """;
    }

    private static void MakeDatabase(string database)
    {
        using var maker = Process.Start(new ProcessStartInfo(Generator!, ["-c", "-s", database, "-M", "64MB"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        maker.StandardOutput.ReadToEnd();
        maker.WaitForExit();
        foreach (string entry in Directory.EnumerateFileSystemEntries(database, "*", SearchOption.AllDirectories).Prepend(database))
        {
            File.SetUnixFileMode(entry, (UnixFileMode)0b111_111_111);
        }
    }

    /// <summary>These keys live as long as the run does.</summary>
    private string Readable(string name, string text)
    {
        string path = Write(name, text);
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        return path;
    }
}
