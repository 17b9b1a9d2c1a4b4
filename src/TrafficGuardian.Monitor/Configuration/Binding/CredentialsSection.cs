using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary><c>credentials</c>.</summary>
internal static class CredentialsSection
{
    public static IReadOnlyList<CredentialConfig> Read(ObjectReader root, BindingScope scope)
    {
        var credentials = new List<CredentialConfig>();
        foreach (var entry in root.Objects("credentials"))
        {
            var env = SecretPlace.EnvironmentName(entry);
            var pattern = entry.Parsed("pattern", text => PatternName.Parse(text, scope), PatternName.Message, PatternName.Remedy(entry.Take("pattern")?.Text, scope));
            var hosts = HostLists.Names(entry, "hosts");
            entry.Finish();
            if ((entry.Take("env") is null) == (entry.Take("pattern") is null))
            {
                entry.Refuse("env", "needs exactly one of env and pattern", "write { \"env\": NAME, \"hosts\": […] } or { \"pattern\": NAME, \"hosts\": […] }");
            }
            else if (entry.Take("hosts") is not { Items.Count: > 0 })
            {
                entry.Refuse("hosts", "is needed", "name the hosts where the credential is expected");
            }
            else if (env is not null || pattern is not null)
            {
                credentials.Add(new CredentialConfig(env, pattern, hosts));
            }
        }

        return credentials;
    }
}
