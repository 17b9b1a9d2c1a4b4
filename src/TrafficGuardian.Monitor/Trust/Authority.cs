using System.Security.Cryptography.X509Certificates;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>A CA that can be used now: its certificate and its key, checked. Whose it is, ours or the operator's own, makes no difference.</summary>
public sealed class Authority : IDisposable
{
    private Authority(AuthorityCertificate certificate, X509Certificate2 withPrivateKey) => (Certificate, WithPrivateKey) = (certificate, withPrivateKey);

    /// <summary>What the certificate says.</summary>
    public AuthorityCertificate Certificate { get; }

    /// <summary>The certificate with its private key (EC or RSA), for signing.</summary>
    public X509Certificate2 WithPrivateKey { get; }

    /// <summary>Reads and checks a CA.</summary>
    /// <param name="paths">Where it lies.</param>
    /// <param name="now">The time at which it is to be valid.</param>
    /// <param name="faults">Everything that is wrong, at once; empty where the answer is not null.</param>
    public static Authority? Read(AuthorityPaths paths, DateTimeOffset now, out IReadOnlyList<AuthorityFault> faults)
    {
        var found = new List<AuthorityFault>();
        AuthorityCertificate? certificate = null;
        if (StateGuard.ForeignFault(paths.Certificate) is { } unsafeFile)
        {
            found.Add(new AuthorityFault(AuthorityPart.Certificate, "names a file that is not safe to use", unsafeFile));
        }
        else
        {
            certificate = AuthorityCertificate.Read(paths.Certificate, out var unread);
            found.AddRange(unread is null ? certificate!.Faults(now) : [unread]);
        }

        var joined = AuthorityKey.Join(paths.PrivateKey, certificate, out var keyFault);
        if (keyFault is not null)
        {
            found.Add(keyFault);
        }

        faults = found;
        if (found.Count == 0)
        {
            return new Authority(certificate!, joined!);
        }

        joined?.Dispose();
        return null;
    }

    /// <summary>Whether its name constraints let it vouch for a host name or address.</summary>
    public bool CanVouchFor(string hostOrAddress) => Certificate.Constraints.CanVouchFor(hostOrAddress);

    public void Dispose() => WithPrivateKey.Dispose();
}
