namespace TrafficGuardian.Monitor.Platforms;

/// <summary>The variables by which one process trusts the CA, by what its programs make of them.</summary>
public static class TrustVariables
{
    /// <summary>Programs that follow one of these trust what it names and nothing else, so it names everything.</summary>
    private static readonly string[] Replacing = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];

    /// <summary>The same, of programs that follow the four above where these are not set.</summary>
    private static readonly string[] ReplacingWhereSet =
    [
        "AWS_CA_BUNDLE", "PIP_CERT", "CARGO_HTTP_CAINFO", "NPM_CONFIG_CAFILE", "npm_config_cafile", "HERMES_CA_BUNDLE",
        "NIX_SSL_CERT_FILE", "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE", "HTTPLIB2_CA_CERTS", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "BUNDLE_SSL_CA_CERT",
    ];

    /// <summary>Programs that follow one of these trust it besides their own roots.</summary>
    private static readonly string[] Adding = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"];

    /// <summary>Every variable that may name a CA file which must not be lost.</summary>
    public static IReadOnlyList<string> Naming { get; } = [.. Replacing, .. ReplacingWhereSet, .. Adding];

    /// <summary>The file that a variable of the environment names, absolute; null where it names none.</summary>
    public static string? FileNamedBy(string variable, PlatformContext context) =>
        context.Variable(variable) is { } value && PathText.IsUsable(value)
            ? PathText.Absolute(value, context.UserHome, context.CurrentDirectory) : null;

    /// <summary>The variables, in the order in which they are shown; none where HTTPS is not opened.</summary>
    internal static IEnumerable<EnvironmentVariable> For(PlatformFacts facts)
    {
        if (facts.Trust is not { } trust)
        {
            return [];
        }

        var context = facts.Context;
        return Replacing.Concat(ReplacingWhereSet.Where(name => context.Variable(name) is not null))
            .Select(name => new EnvironmentVariable(name, trust.Bundle))
            // One file is all that these can name: where it was another one, the bundle has that one's certificates too.
            .Concat(Adding.Select(name => new EnvironmentVariable(
                name, FileNamedBy(name, context) is { } named && named != trust.Certificate ? trust.Bundle : trust.Certificate)))
            .Append(new EnvironmentVariable(JavaOptions.Variable, JavaOptions.For(context.Variable(JavaOptions.Variable), facts.ProxyUrl, trust.JavaStore)));
    }

    /// <summary>What of the environment's own trust will not do what one may think.</summary>
    internal static IEnumerable<string> Warnings(PlatformFacts facts)
    {
        if (facts.Trust is not null && JavaOptions.NamesForeignStore(facts.Context.Variable(JavaOptions.Variable)))
        {
            yield return "JAVA_TOOL_OPTIONS names a trust store of its own, which the one with the CA takes the place of: name its certificates in SSL_CERT_FILE as well";
        }
    }
}
