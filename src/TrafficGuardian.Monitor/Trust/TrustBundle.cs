using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>
/// What one process is to trust: system roots, the CA files that its environment named, and the CA, each certificate once.
/// As a file it names its sources in its head, so that a bundle in the environment stands for the files it was made of.
/// </summary>
/// <param name="Sources">The files that the environment named, absolute.</param>
/// <param name="Certificates">The certificates as DER, the CA's last.</param>
internal sealed record TrustBundle(IReadOnlyList<string> Sources, IReadOnlyList<byte[]> Certificates)
{
    private const string Head = "# Made by traffic-guardian, and made again where it changes: system roots, the files named here, its CA.\n";
    private const string SourceMark = "# source: ";
    private const int MostSources = 100;

    /// <summary>Whether the sources hold a certificate that is neither a system root nor the CA.</summary>
    public bool HasMore { get; private init; }

    /// <summary>Gathers a bundle.</summary>
    /// <param name="authority">The CA's certificate and those above it.</param>
    /// <param name="roots">The system's roots.</param>
    /// <param name="sources">The files that the environment named.</param>
    /// <param name="warnings">What was left out is added here.</param>
    public static TrustBundle Gather(
        IReadOnlyList<byte[]> authority, SystemRoots roots, IReadOnlyList<string> sources, List<string> warnings)
    {
        var seen = authority.Select(Key).ToHashSet(StringComparer.Ordinal);
        var certificates = roots.Certificates.Where(root => seen.Add(Key(root))).ToList();
        var ofSystem = certificates.Count;
        foreach (var source in sources.Where(source => ForeignFile.FinalTarget(source) != roots.Place || roots.Place is null))
        {
            certificates.AddRange(CertificateFiles.Read(source, out var fault).Where(certificate => seen.Add(Key(certificate))));
            if (fault is not null)
            {
                warnings.Add($"{source}: {fault}");
            }
        }

        return new TrustBundle(sources, [.. certificates, .. authority]) { HasMore = certificates.Count > ofSystem };
    }

    /// <summary>The bundle as a file.</summary>
    public byte[] Text() => Encoding.ASCII.GetBytes(
        Head + string.Concat(Sources.Select(source => SourceMark + Uri.EscapeDataString(source) + "\n")) + PemCertificates.Write(Certificates));

    /// <summary>The sources that a bundle's file names; null where the text is no bundle of ours.</summary>
    public static IReadOnlyList<string>? SourcesOf(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(Encoding.ASCII.GetBytes(Head)))
        {
            return null;
        }

        var sources = new List<string>();
        text = text[Head.Length..];
        while (text.StartsWith("# source: "u8) && sources.Count < MostSources)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            sources.Add(Uri.UnescapeDataString(Encoding.ASCII.GetString(line[SourceMark.Length..])));
            text = text[(end < 0 ? text.Length : end + 1)..];
        }

        return [.. sources.Where(Path.IsPathFullyQualified)];
    }

    private static string Key(byte[] certificate) => Convert.ToHexString(SHA256.HashData(certificate));
}
