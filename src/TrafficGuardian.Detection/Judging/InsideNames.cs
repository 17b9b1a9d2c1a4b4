namespace TrafficGuardian.Detection.Judging;

/// <summary>
/// Names that no public name service answers for: of one label, or below a domain that was set aside for the inside
/// (RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's <c>.internal</c>) or is used so everywhere.
/// </summary>
public static class InsideNames
{
    private static readonly string[] Domains =
    [
        "localhost", "local", "internal", "home.arpa", "test", "example", "invalid", "alt", "localdomain", "lan", "home", "corp",
        "intranet", "private", "docker", "mail",
    ];

    /// <summary>Whether a host is such a name, or is nowhere but inside by any spelling: an address, or a name that stands for one.</summary>
    /// <param name="host">The host as named, lower case.</param>
    public static bool LeadsInside(ReadOnlySpan<char> host) =>
        Knows(host) || PrivateHosts.Of(host).Network != NetworkKind.Public;

    /// <summary>Whether a host is such a name.</summary>
    /// <param name="host">The host as named, lower case, no dot at its end.</param>
    internal static bool Knows(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty || host.Contains(':'))
            return false;
        if (!host.Contains('.'))
            return !Ipv4Spelling.TryRead(host, out _, out _);
        foreach (var domain in Domains)
        {
            if (host.EndsWith(domain, StringComparison.Ordinal) && host.Length > domain.Length && host[^(domain.Length + 1)] == '.')
                return true;
        }

        return false;
    }
}
