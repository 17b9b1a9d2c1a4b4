using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>The CA that lies in the home: made and removed here, and nowhere else. One outside it is the operator's own and left alone.</summary>
/// <param name="context">The home.</param>
/// <param name="paths">Where the configuration says that the CA lies.</param>
public sealed class AuthorityStore(PlatformContext context, AuthorityPaths paths)
{
    private static readonly string[] MadePatterns = ["bundle*.pem", "truststore*.p12"];

    private readonly StateHome _home = new(context);

    /// <summary>The paths that lie outside the home, and so belong to the operator.</summary>
    public IReadOnlyList<string> Foreign => [.. new[] { paths.Certificate, paths.PrivateKey }.Where(path => !PathText.IsWithin(path, context.Home))];

    /// <summary>Whether one of its two files is there.</summary>
    public bool Exists => File.Exists(paths.Certificate) || File.Exists(paths.PrivateKey);

    /// <summary>
    /// Makes a CA where the configuration says that it lies; both paths must be in the home. Both files are written before
    /// either takes its place, the key first: a crash between leaves a pair that does not match, which every check says.
    /// </summary>
    /// <param name="hosts">See <see cref="AuthorityMaker.Make"/>.</param>
    /// <param name="days">See <see cref="AuthorityMaker.Make"/>.</param>
    /// <param name="now">Its birth.</param>
    /// <param name="replace">Whether what is there may be replaced.</param>
    /// <returns>Whether it was made; false where something was there.</returns>
    /// <exception cref="StateException">It can't be written, or another command is at work on it.</exception>
    public bool Create(IReadOnlyList<string> hosts, int days, DateTimeOffset now, bool replace)
    {
        _home.Create();
        _home.CreateFolder(Path.GetDirectoryName(paths.PrivateKey)!);
        using var held = Lock(_home.CreateFolder(Path.GetDirectoryName(paths.Certificate)!));
        if (Exists && !replace)
        {
            return false;
        }

        RemoveLeftovers();
        using var authority = AuthorityMaker.Make(hosts, days, now);
        var key = KeyText(authority);
        try
        {
            SafeFile.ReplaceAll((paths.PrivateKey, key), (paths.Certificate, Encoding.ASCII.GetBytes(authority.ExportCertificatePem() + "\n")));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        return true;
    }

    /// <summary>Removes the CA as far as it lies in the home, and everything that was made of it.</summary>
    /// <returns>What was removed.</returns>
    /// <exception cref="StateException">Something can't be removed, or another command is at work on it.</exception>
    public IReadOnlyList<string> Remove()
    {
        // Folders that are there: asking for them checks that no link leads out of the home.
        var folders = new[] { _home.CaFolder, Path.GetDirectoryName(paths.PrivateKey)!, Path.GetDirectoryName(paths.Certificate)! }
            .Where(folder => PathText.IsWithin(folder, context.Home) && Directory.Exists(folder)).Select(_home.CreateFolder).ToList();
        if (folders.Count == 0)
        {
            return [];
        }

        using var held = Lock(folders[^1]);
        RemoveLeftovers();
        var removed = new[] { paths.PrivateKey, paths.Certificate }.Except(Foreign).Concat(Made()).Where(File.Exists).ToList();
        removed.ForEach(SafeFile.Remove);
        return removed;
    }

    private List<string> Made() => !Directory.Exists(_home.CaFolder) ? [] :
        [.. MadePatterns.SelectMany(pattern => Directory.EnumerateFiles(_home.CaFolder, pattern)).Order(StringComparer.Ordinal)];

    private void RemoveLeftovers()
    {
        foreach (var path in new[] { paths.PrivateKey, paths.Certificate }.Except(Foreign))
        {
            SafeFile.RemoveTemporaries(path);
        }
    }

    /// <summary>Of two commands at once, one works: the folder itself is locked, and the kernel lets go of it.</summary>
    private static SafeFileHandle Lock(string folder)
    {
        var handle = NativeFile.OpenExisting(folder, FileAccess.Read, append: false, out var error);
        if (error == 0 && NativeFile.TryLock(handle, out error))
        {
            return handle;
        }

        handle.Dispose();
        throw new StateException(error == NativeFile.WouldBlock
            ? $"{folder}: another command is making or removing the CA; try again"
            : $"{folder}: can't be locked (error {error}); check the rights of the folders above it");
    }

    private static byte[] KeyText(X509Certificate2 authority)
    {
        using var key = authority.GetECDsaPrivateKey() ?? throw new InvalidOperationException("the maker makes EC keys");
        var encoded = key.ExportPkcs8PrivateKey();
        var text = new char[PemEncoding.GetEncodedSize("PRIVATE KEY".Length, encoded.Length)];
        PemEncoding.TryWrite("PRIVATE KEY", encoded, text, out var written);
        var bytes = new byte[written + 1];
        bytes[Encoding.ASCII.GetBytes(text.AsSpan(0, written), bytes)] = (byte)'\n';
        CryptographicOperations.ZeroMemory(encoded);
        Array.Clear(text);
        return bytes;
    }
}
