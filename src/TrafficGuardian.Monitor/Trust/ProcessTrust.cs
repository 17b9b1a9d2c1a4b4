using System.Security.Cryptography;
using System.Text;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Trust;

/// <summary>
/// Makes the files by which one process trusts the CA, and leaves alone what is right already, so that any number of
/// commands may do so side by side. Where the environment named CA files of its own, its bundle is its own as well:
/// nobody else is to trust them, and no two environments are to overwrite each other's.
/// </summary>
public sealed class ProcessTrust
{
    private const int LongestFile = 128 * 1024 * 1024;
    private const int MostBundles = 100;

    private readonly PlatformContext _context;
    private readonly StateHome _home;
    private readonly string _authorityPath;
    private readonly AuthorityCertificate _authority;
    private readonly IReadOnlyList<string> _systemPlaces;

    /// <param name="context">The home, and the environment that the process will have.</param>
    /// <param name="authorityPath">The CA's certificate.</param>
    /// <param name="authority">What it says.</param>
    public ProcessTrust(PlatformContext context, string authorityPath, AuthorityCertificate authority)
        : this(context, authorityPath, authority, SystemRoots.Places)
    {
    }

    internal ProcessTrust(PlatformContext context, string authorityPath, AuthorityCertificate authority, IReadOnlyList<string> systemPlaces)
    {
        (_context, _authorityPath, _authority, _systemPlaces) = (context, authorityPath, authority, systemPlaces);
        _home = new StateHome(context);
    }

    /// <summary>The files for a process that is given the variables of <c>env</c>; they stay after the monitor's end.</summary>
    /// <exception cref="StateException">They can't be written.</exception>
    public TrustFiles ForEnvironment(List<string> warnings) => Make(warnings, sources =>
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sources.Order(StringComparer.Ordinal)))))[..16];
        return (_home.CaFolder, "-" + key);
    });

    /// <summary>The files for the command of a <c>run</c>; what is its own goes with the run's folder.</summary>
    /// <exception cref="StateException">They can't be written.</exception>
    public TrustFiles ForRun(InstanceFolder run, List<string> warnings) => Make(warnings, _ => (run.Folder, ""));

    /// <summary>Makes every bundle that is there anew where one of its sources, the system's roots or the CA has changed, and the plain one in any case.</summary>
    /// <exception cref="StateException">They can't be written.</exception>
    public void Refresh(List<string> warnings)
    {
        _home.CreateFolder(_home.CaFolder);
        var roots = SystemRoots.Read(_systemPlaces, warnings);
        Write(TrustBundle.Gather(_authority.Chain, roots, [], warnings), _home.CaFolder, "");
        foreach (var path in Directory.EnumerateFiles(_home.CaFolder, "bundle-*.pem").Take(MostBundles).ToList())
        {
            var bundle = TrustBundle.Gather(_authority.Chain, roots, TrustSources.SourcesOf(path, warnings), warnings);
            Write(bundle, _home.CaFolder, Path.GetFileNameWithoutExtension(path)["bundle".Length..]);
        }
    }

    private TrustFiles Make(List<string> warnings, Func<IReadOnlyList<string>, (string Folder, string Suffix)> ownPlace)
    {
        _home.CreateFolder(_home.CaFolder);
        var sources = TrustSources.Of(_context, _authorityPath, warnings);
        var bundle = TrustBundle.Gather(_authority.Chain, SystemRoots.Read(_systemPlaces, warnings), sources, warnings);
        var (folder, suffix) = bundle.HasMore ? ownPlace(sources) : (_home.CaFolder, "");
        return Write(bundle.HasMore ? bundle : bundle with { Sources = [] }, folder, suffix);
    }

    private TrustFiles Write(TrustBundle bundle, string folder, string suffix)
    {
        var files = new TrustFiles(_authorityPath, Path.Join(folder, $"bundle{suffix}.pem"), Path.Join(folder, $"truststore{suffix}.p12"));
        WriteChanged(files.Bundle, bundle.Text());
        WriteChanged(files.JavaStore, JavaTrustStore.Write(bundle.Certificates));
        return files;
    }

    private static void WriteChanged(string path, byte[] content)
    {
        if (SafeFile.Read(path, LongestFile) is not { } old || !old.AsSpan().SequenceEqual(content))
        {
            SafeFile.Replace(path, content);
        }
    }
}
