using System.Net;
using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>routes</c>: checked, and refused where there are any, for a route that nobody serves would look like a monitored one.</summary>
internal static class RoutesSection
{
    public static IReadOnlyList<RouteConfig> Read(ObjectReader root)
    {
        var routes = new List<RouteConfig>();
        foreach (var entry in root.Objects("routes"))
        {
            var listen = RootSection.Listen(entry, "listen");
            var target = entry.Parsed("target",
                text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", PathAndQuery: "/", UserInfo: "" } ? url : null,
                "is not an https address without a path", "write it like https://api.example.com");
            entry.Finish();
            if (listen is not null && !IPAddress.IsLoopback(listen.Address))
            {
                entry.Refuse("listen", "is not a loopback address", "write it like 127.0.0.1:18871");
            }

            if (listen is null || target is null)
            {
                entry.Refuse(listen is null ? "listen" : "target", "is needed", "write { \"listen\": \"127.0.0.1:PORT\", \"target\": \"https://host\" }");
                continue;
            }

            routes.Add(new RouteConfig(listen, target));
        }

        if (root.Take("routes") is { Kind: ConfigNodeKind.Array, Items.Count: > 0 })
        {
            root.Refuse("routes", "is set, and this version serves no routes", "take the routes out; requests to them would reach nobody");
        }

        return routes;
    }
}
