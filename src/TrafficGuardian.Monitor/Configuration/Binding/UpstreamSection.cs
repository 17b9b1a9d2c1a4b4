using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.State;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>upstream</c>.</summary>
internal static class UpstreamSection
{
    public static UpstreamConfig Read(ObjectReader section, BindingScope scope)
    {
        var config = new UpstreamConfig
        {
            Proxy = section.Text("proxy"),
            ProxyCredentials = Credentials(section, scope),
            NoProxy = HostLists.WithPorts(section, "no_proxy"),
            CaBundle = section.Text("ca_bundle") is { } bundle ? scope.Context.Resolve(bundle) : null,
        };
        section.Finish();
        if (config.Proxy is not null and not "environment")
        {
            ProxyUrl.FromConfiguration(config.Proxy, out var fault);
            if (fault is { } said)
            {
                section.Refuse("proxy", said.Message, said.Remedy);
            }
        }

        if (config.Proxy is null && config.ProxyCredentials is not null)
        {
            scope.Warnings.Add("upstream.proxy_credentials has no effect without upstream.proxy");
        }

        CheckBundle(section, config.CaBundle);
        return config;
    }

    private static ProxyCredentialsConfig? Credentials(ObjectReader section, BindingScope scope)
    {
        const string Key = "proxy_credentials";
        var value = section.Take(Key);
        if (value is null)
        {
            return null;
        }

        if (value is { Kind: ConfigNodeKind.Text, Text: "client" })
        {
            return new ProxyCredentialsConfig(null, null, Client: true);
        }

        if (value.Kind != ConfigNodeKind.Object)
        {
            section.Refuse(Key, "is not a place where credentials are",
                "write { \"env\": NAME }, { \"file\": PATH } or \"client\"; never the credentials themselves");
            return null;
        }

        return SecretPlace.Read(section.Object(Key), scope) is { } place
            ? new ProxyCredentialsConfig(place.Env, place.File, Client: false) : null;
    }

    private static void CheckBundle(ObjectReader section, string? bundle)
    {
        if (bundle is null)
        {
            return;
        }

        if (StateGuard.ForeignFault(bundle) is { } unsafeFile)
        {
            section.Refuse("ca_bundle", "names a file that is not safe to use", unsafeFile);
        }
        else if (UpstreamAuthorities.Read(bundle, out var fault).Count == 0)
        {
            section.Refuse("ca_bundle", $"names a file that {fault}", "name a PEM file with the CA certificates to add");
        }
    }
}
