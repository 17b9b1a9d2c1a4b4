using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>Reads the certificates that somebody else's file, or folder of files, holds. Bounded, whatever lies there.</summary>
internal static class CertificateFiles
{
    private const int LongestFile = 8 * 1024 * 1024;
    private const int MostFiles = 2000;

    /// <summary>The certificates of a file, or of the files of a folder.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="fault">What was left out and why, to be read after the path; null where nothing was.</param>
    public static IReadOnlyList<byte[]> Read(string path, out string? fault)
    {
        try
        {
            return Directory.Exists(path) ? ReadFolder(path, out fault) : ReadFile(path, out fault);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = "can't be read";
            return [];
        }
    }

    private static IReadOnlyList<byte[]> ReadFile(string path, out string? fault)
    {
        if (ForeignFile.Read(path, LongestFile, out fault) is not { } text)
        {
            return [];
        }

        var certificates = PemCertificates.Read(text, out var skipped);
        fault = certificates.Count == 0 ? "holds no PEM certificate that can be read"
            : skipped > 0 ? $"holds {skipped} of {skipped + certificates.Count} certificates that can't be read; they are left out"
            : null;
        return certificates;
    }

    /// <summary>Such folders hold links, keys and notes too: what is no certificate there is no fault.</summary>
    private static List<byte[]> ReadFolder(string path, out string? fault)
    {
        var certificates = new List<byte[]>();
        foreach (var file in Directory.EnumerateFiles(path).Take(MostFiles).Order(StringComparer.Ordinal))
        {
            certificates.AddRange(ReadFile(file, out _));
        }

        fault = certificates.Count == 0 ? "holds no PEM certificate that can be read" : null;
        return certificates;
    }
}
