using System.Net;

namespace TrafficGuardian.Cli.Commands;

/// <summary>Reads <c>--hosts</c>: the names that a CA is limited to.</summary>
internal static class CaHosts
{
    /// <summary>The constraint is sent with every handshake, so it has to stay small.</summary>
    private const int Most = 100;

    /// <summary>The names in lower case, each once; <c>*.x</c> says no more than <c>x</c>, which covers what is below it.</summary>
    /// <exception cref="CommandFailure">One of them is no DNS name.</exception>
    public static IReadOnlyList<string> Parse(IEnumerable<string> given)
    {
        var hosts = given.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(Name).Distinct(StringComparer.Ordinal).ToList();
        return hosts.Count <= Most ? hosts : throw new CommandFailure(ExitCodes.Usage, $"--hosts: more than {Most} names. Name the domains above them.");
    }

    private static string Name(string text)
    {
        var name = (text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text).TrimEnd('.').ToLowerInvariant();
        if (IPAddress.TryParse(name.Trim('[', ']'), out _))
        {
            throw new CommandFailure(ExitCodes.Usage, "--hosts: takes names, no addresses. A CA that is limited to names vouches for no address.");
        }

        var isName = name.Length is > 0 and <= 253 && name.Split('.').All(IsLabel);
        return isName ? name : throw new CommandFailure(
            ExitCodes.Usage, "--hosts: one of them is not a DNS name. Write them like api.example.com or *.example.com, other alphabets as xn--...");
    }

    /// <summary>RFC 1123 section 2.1, and the underscore that some names carry all the same.</summary>
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
