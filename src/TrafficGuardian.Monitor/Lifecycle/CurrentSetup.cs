using TrafficGuardian.Monitor.Configuration;
using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Monitor.Platforms;
using TrafficGuardian.Proxy;

namespace TrafficGuardian.Monitor.Lifecycle;

/// <summary>
/// What the monitor works by now, a reload exchanges it. The proxy asks through it, so that what is exchanged counts for the next
/// question.
/// </summary>
internal sealed class CurrentSetup(MonitorSetup setup)
{
    private MonitorSetup _setup = setup;
    private DestinationAccess _access = DestinationAccess.For(setup.Config);
    private Func<string, int, bool> _intercepts = InterceptedHosts.For(setup.Config.HttpsInspection, setup.PlatformBypass);

    public MonitorSetup Setup => Volatile.Read(ref _setup);

    /// <summary>Takes what can be exchanged; the rest stays as it was.</summary>
    public void Replace(MonitorSetup fresh, MonitorConfig effective)
    {
        Volatile.Write(ref _setup, fresh.With(effective, Setup));
        Volatile.Write(ref _access, DestinationAccess.For(effective));
        Volatile.Write(ref _intercepts, InterceptedHosts.For(effective.HttpsInspection, fresh.PlatformBypass));
    }

    public InspectionOptions Inspection()
    {
        var ownDomains = SearchDomains.OfThisMachine();
        return new InspectionOptions
        {
            Platform = Setup.Context.Kind.Name(),
            IsKnownInside = host => ownDomains.Hold(host) || Volatile.Read(ref _access).IsListed(host),
            MaxScanBytes = Setup.Config.MaxScanBytes,
            MemoryBytes = Setup.Config.InspectionMemoryBytes,
        };
    }

    public ProxyOptions Proxy(HandedListeners listeners, TimeProvider time)
    {
        var (now, config) = (Setup, Setup.Config);
        return new ProxyOptions
        {
            Listen = config.Listen,
            Listener = listeners.Proxy,
            ClientAllowed = ClientAccess.For(config),
            MaxConnections = ConnectionRoom.OfThisProcess(),
            DestinationAllowed = (client, host, address) => Volatile.Read(ref _access).Allows(client, host, address),
            JudgeName = (client, host) => Volatile.Read(ref _access).Judge(client, host),
            UpstreamProxyFor = now.Upstream.ProxyFor,
            Routes =
            [
                .. config.Routes.Select((route, index) => new ProxyRoute(route.Listen, route.Target)
                {
                    Listener = listeners.Routes[index],
                    MayBeMissing = now.Overrides.RoutesMayBeMissing,
                }),
            ],
            UpstreamAuthorities = now.UpstreamAuthorities,
            Interception = now.Authority is not { } authority ? null : new InterceptionOptions
            {
                Authority = authority.WithPrivateKey,
                Intercepts = (host, port) => Volatile.Read(ref _intercepts)(host, port),
                CanVouchFor = authority.CanVouchFor,
            },
            Time = time,
        };
    }
}
