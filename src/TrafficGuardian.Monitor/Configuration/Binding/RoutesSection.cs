using System.Net;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>routes</c>.</summary>
internal static class RoutesSection
{
    private const string Form = "write { \"listen\": \"127.0.0.1:PORT\", \"target\": \"https://host\" }";

    /// <summary>Names that stand for this machine, besides addresses.</summary>
    private static readonly string[] NeededKeys = ["listen", "target"];
    private static readonly string[] LocalNames = ["localhost", "host.docker.internal", "host.containers.internal"];

    public static IReadOnlyList<RouteConfig> Read(ObjectReader root, MonitorConfig config)
    {
        var routes = new List<RouteConfig>();
        foreach (var entry in root.Objects("routes"))
        {
            var listen = RootSection.Listen(entry, "listen");
            var target = entry.Parsed("target", Target, "is not the address of an https API",
                "write it like https://api.example.com or https://api.example.com/v1; http:// only for this machine and private addresses");
            entry.Finish();
            if (listen is null || target is null)
            {
                RefuseMissing(entry);
            }
            else if (ListenRule.Fault(listen.Address, config) is { } fault)
            {
                entry.Refuse("listen", fault.Key == "listen" ? fault.Message : $"is not a loopback address, and {fault.Key} is empty", fault.Remedy);
            }
            else if (listen.Port != 0 && routes.Any(route => route.Listen.Equals(listen)))
            {
                entry.Refuse("listen", "is another route's too", "give each route a port of its own");
            }
            else if (listen.Port != 0 && listen.Equals(config.Listen))
            {
                entry.Refuse("listen", "is where the monitor itself listens", "give the route a port of its own");
            }
            else
            {
                routes.Add(new RouteConfig(listen, target));
            }
        }

        return routes;
    }

    // What is there and wrong was told where it was read.
    private static void RefuseMissing(ObjectReader entry)
    {
        foreach (var key in NeededKeys.Where(key => entry.Take(key) is null))
        {
            entry.Refuse(key, "is needed", Form);
        }
    }

    private static Uri? Target(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { UserInfo: "", Query: "", Fragment: "" } && url.Host.Length > 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsNear(url.IdnHost)))
            ? url
            : null;

    /// <summary>A credential in the clear may go to a proxy on this machine or beside it, and no further.</summary>
    private static bool IsNear(string host) =>
        IPAddress.TryParse(host, out var address) ? !PublicAddress.IsPublic(address) : LocalNames.Contains(host, StringComparer.OrdinalIgnoreCase);
}
