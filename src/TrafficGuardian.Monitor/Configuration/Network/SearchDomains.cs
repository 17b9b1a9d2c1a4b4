using System.Text;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration.Network;

/// <summary>
/// The domains that this machine completes short names with (resolv.conf(5)): names below them are those of its own network, and
/// may well lead to private addresses.
/// </summary>
internal sealed class SearchDomains
{
    private const string File = "/etc/resolv.conf";
    private const int LongestFile = 64 * 1024;
    private const int MostDomains = 32;

    private readonly string[] _suffixes;

    private SearchDomains(string[] suffixes) => _suffixes = suffixes;

    /// <summary>Those of this machine; none where they can't be read.</summary>
    public static SearchDomains OfThisMachine() =>
        Parse(ForeignFile.Read(File, LongestFile, out _) is { } content ? Encoding.Latin1.GetString(content) : "");

    public static SearchDomains Parse(string text) => new(
    [
        .. text.Split('\n')
            .Select(line => line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["search" or "domain", ..])
            .SelectMany(words => words.Skip(1))
            .Select(domain => domain.Trim('.').ToLowerInvariant())
            // A network that hands out "com" would make every name its own.
            .Where(domain => domain.Contains('.', StringComparison.Ordinal))
            .Take(MostDomains)
            .Select(domain => "." + domain),
    ]);

    /// <summary>Whether a host, lower case, lies below one of them.</summary>
    public bool Hold(string host)
    {
        var name = host.TrimEnd('.');
        return _suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length);
    }
}
