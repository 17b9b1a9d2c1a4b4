namespace TrafficGuardian.Monitor.Platforms;

/// <summary>
/// The API hosts that Picoclaw knows by itself. They are in the built-in table of providers, which binds each provider's
/// keys to its own hosts; only hosts that an operator added need a binding of their own.
/// </summary>
internal static class PicoclawApiHosts
{
    private static readonly string[] Hosts =
    [
        "api.openai.com", "api.anthropic.com", "generativelanguage.googleapis.com", "openrouter.ai", "api.deepseek.com", "api.groq.com",
        "api.mistral.ai", "api.moonshot.cn", "api.moonshot.ai", "open.bigmodel.cn", "api.z.ai", "api.minimaxi.com", "api.minimax.io",
        "api.cerebras.ai", "integrate.api.nvidia.com", "api-inference.modelscope.cn", "api.siliconflow.cn", "api.venice.ai",
        "api.novita.ai", "api.avian.io", "cloudcode-pa.googleapis.com", "chatgpt.com", "auth.openai.com", "oauth2.googleapis.com",
        "api.x.ai", "api.perplexity.ai", "api.together.xyz",
    ];

    private static readonly string[] Domains = [".aliyuncs.com", ".volces.com", ".openai.azure.com", ".amazonaws.com"];

    /// <summary>Whether the host, in lower case, is one of them.</summary>
    public static bool Knows(string host) =>
        Hosts.Contains(host, StringComparer.Ordinal) || Domains.Any(domain => host.EndsWith(domain, StringComparison.Ordinal));
}
