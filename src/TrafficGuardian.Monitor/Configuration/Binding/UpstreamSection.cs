using TrafficGuardian.Monitor.Configuration.Network;
using TrafficGuardian.Monitor.Configuration.Reading;
using TrafficGuardian.Monitor.State;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>upstream</c>.</summary>
internal static class UpstreamSection
{
    private const int LongestBundle = 16 * 1024 * 1024;

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

        CheckBundle(section, config.CaBundle, scope);
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

    private static void CheckBundle(ObjectReader section, string? bundle, BindingScope scope)
    {
        if (bundle is null)
        {
            return;
        }

        var content = ForeignFile.Read(bundle, LongestBundle, out var fault);
        if (content is null)
        {
            section.Refuse("ca_bundle", $"names a file that {fault}", "name a PEM file with the CA certificates to add");
        }
        else if (content.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) < 0)
        {
            section.Refuse("ca_bundle", "names a file without a PEM certificate", "name a PEM file with the CA certificates to add");
        }
        else
        {
            scope.Warnings.Add("upstream.ca_bundle has no effect in this version: no TLS connection is opened by the monitor");
        }
    }
}
