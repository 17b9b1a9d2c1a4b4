using System.Net;
using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>telemetry</c> and <c>dashboard</c>: checked; no function in this version.</summary>
internal static class LaterSections
{
    public static MonitorConfig Read(ObjectReader root, MonitorConfig config, BindingScope scope)
    {
        var telemetry = root.Object("telemetry");
        var endpoint = telemetry.Parsed("otlp_endpoint",
            text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { IsLoopback: true, UserInfo: "" } ? url : null,
            "is not a loopback address", "write it like http://127.0.0.1:4317");
        telemetry.Finish();

        var dashboard = root.Object("dashboard");
        var listen = RootSection.Listen(dashboard, "listen");
        dashboard.Finish();
        if (listen is not null && !IPAddress.IsLoopback(listen.Address))
        {
            dashboard.Refuse("listen", "is not a loopback address", "write it like 127.0.0.1:18880");
        }

        scope.Warnings.AddRange(new[] { ("telemetry", endpoint is not null), ("dashboard", listen is not null) }
            .Where(section => section.Item2).Select(section => $"{section.Item1} has no effect in this version"));
        return config with { OtlpEndpoint = endpoint, DashboardListen = listen };
    }
}
