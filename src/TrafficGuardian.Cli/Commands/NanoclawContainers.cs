using System.CommandLine;
using System.Net;
using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Cli.Commands;

/// <summary>What <c>setup</c> and <c>env</c> know of NanoClaw's containers: this machine's bridge and what the configuration says.</summary>
internal static class NanoclawContainers
{
    public static Option<string?> BridgeOption() => new("--bridge")
    {
        Description = "NanoClaw: the network interface that containers reach this machine on. Default: the one that is found",
        HelpName = "NAME",
    };

    /// <exception cref="CommandFailure">The interface that was named is not there.</exception>
    public static NanoclawContainer Of(PlatformContext platform, MonitorConfig config, string? bridgeName)
    {
        var facts = PlatformFactsReader.Read(platform, $"http://{config.Listen}");
        var listensNear = IPAddress.IsLoopback(config.Listen.Address);
        var bridge = bridgeName is null && !listensNear
            ? facts.Cards.FirstOrDefault(card => card.Address.Equals(config.Listen.Address)) ?? ContainerBridge.Find(facts.Cards, name: null)
            : ContainerBridge.Find(facts.Cards, bridgeName);
        if (bridgeName is not null && bridge is null)
        {
            var names = facts.Cards.Select(card => card.Name).Distinct(StringComparer.Ordinal);
            throw new CommandFailure(ExitCodes.Usage, $"--bridge: this machine has no such interface with an IPv4 address. It has: {string.Join(", ", names)}.");
        }

        var listen = listensNear && bridge is not null ? new IPEndPoint(bridge.Address, config.Listen.Port) : config.Listen;
        var wiring = new NanoclawContainer(facts, bridge, listen)
        {
            IsOpened = config.HttpsInspection.Enabled,
            IsChained = config.Upstream.ProxyCredentials is { Client: true },
        };
        return RouteOf(config) is { } route ? wiring with { Route = route } : wiring;
    }

    /// <summary>The first route that a container reaches.</summary>
    public static IPEndPoint? RouteOf(MonitorConfig config) =>
        config.Routes.Select(route => route.Listen).FirstOrDefault(listen => !IPAddress.IsLoopback(listen.Address));
}
