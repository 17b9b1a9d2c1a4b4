using System.Net.NetworkInformation;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary>Reads what a platform's adapter wants to know. Changes nothing.</summary>
public static class PlatformFactsReader
{
    private const int LongestConfig = 4 * 1024 * 1024;
    private const int LongestDotenv = 256 * 1024;

    /// <summary>Reads the facts.</summary>
    /// <param name="context">Platform, folders and environment.</param>
    /// <param name="proxyUrl">The monitor's address as clients write it, such as <c>http://127.0.0.1:18870</c>.</param>
    public static PlatformFacts Read(PlatformContext context, string proxyUrl)
    {
        var facts = new PlatformFacts(context, proxyUrl);
        return context.Kind switch
        {
            PlatformKind.Picoclaw => WithConfig(facts, PicoclawAdapter.ConfigPath(context)),
            PlatformKind.Openclaw => WithDotenv(WithConfig(facts, OpenclawAdapter.ConfigPath(context))),
            PlatformKind.Hermes => WithDotenv(WithConfig(facts, HermesAdapter.ConfigPath(context))),
            _ => facts with { Cards = Cards() },
        };
    }

    private static PlatformFacts WithConfig(PlatformFacts facts, string path)
    {
        if (!File.Exists(path))
        {
            // The usual case for whoever tries the monitor without the gateway.
            return facts with { PlatformConfigPath = path };
        }

        var content = ForeignFile.Read(path, LongestConfig, out var fault);
        return facts with
        {
            PlatformConfigPath = path,
            PlatformConfig = content is null ? (ReadOnlyMemory<byte>?)null : content,
            PlatformConfigFault = fault,
        };
    }

    /// <summary>Every address of this machine, interfaces that are down included: a bridge is, while no container runs.</summary>
    public static IReadOnlyList<NetworkCard> Cards()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses,
                    (card, unicast) => new NetworkCard(card.Name, unicast.Address, unicast.PrefixLength)),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    private static PlatformFacts WithDotenv(PlatformFacts facts)
    {
        var path = PlatformPlanner.DotenvPath(facts.Context);
        return File.Exists(path) && ForeignFile.Read(path, LongestDotenv, out _) is { } content ? facts with { PlatformDotenv = content } : facts;
    }
}
