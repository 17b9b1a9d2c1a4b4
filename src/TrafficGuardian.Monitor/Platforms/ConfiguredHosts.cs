using System.Text;
using TrafficGuardian.Detection.Judging;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>Where a platform's configuration sends which key: each is expected at its own host, and nowhere else because of it.</summary>
internal static class ConfiguredHosts
{
    private const string AnyKey = "ai_api_key";

    // A shorter one would be expected in every word.
    private const int ShortestKey = 12;

    /// <summary>The host of a base address; null where it is none, or this machine, which has no place in a table of hosts that keys may leave to.</summary>
    public static string? HostOf(string? address) =>
        address is not null && Uri.TryCreate(address, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" && !url.IsLoopback && url.IdnHost.Length > 0
                ? url.IdnHost.ToLowerInvariant() : null;

    /// <summary>What a host that a configuration names may be sent, where the key is not known: any, but at hosts whose keys the built-in table knows.</summary>
    public static IEnumerable<ExpectedCredential> AnyAt(IEnumerable<string?> addresses)
    {
        var hosts = addresses.Select(HostOf).OfType<string>().Where(host => !PicoclawApiHosts.Knows(host)).Distinct(StringComparer.Ordinal).ToList();
        return hosts.Count == 0 ? [] : [new ExpectedCredential(AnyKey, null, hosts)];
    }

    /// <summary>Each key at the hosts that it is configured for, keys in the order in which they first come.</summary>
    /// <param name="endpoints">Base addresses with their keys; a key that is not known, or too short to be one, is null or left as it is.</param>
    public static IEnumerable<ExpectedCredential> Each(IEnumerable<(string? Address, string? Key)> endpoints)
    {
        var usable = endpoints.Select(endpoint => (Host: HostOf(endpoint.Address), endpoint.Address, endpoint.Key))
            .Where(endpoint => endpoint.Host is not null && !PicoclawApiHosts.Knows(endpoint.Host)).ToList();
        var keyed = usable.Where(endpoint => endpoint.Key is { Length: >= ShortestKey })
            .GroupBy(endpoint => endpoint.Key!, StringComparer.Ordinal)
            .Select(group => new ExpectedCredential(
                null, Encoding.UTF8.GetBytes(group.Key), [.. group.Select(endpoint => endpoint.Host!).Distinct(StringComparer.Ordinal)]));
        return AnyAt(usable.Where(endpoint => endpoint.Key is not { Length: >= ShortestKey }).Select(endpoint => endpoint.Address)).Concat(keyed);
    }
}
