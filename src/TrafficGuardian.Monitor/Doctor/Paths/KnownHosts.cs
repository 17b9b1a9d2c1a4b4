namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>Where models' providers, channels and search services are reached where a configuration does not say.</summary>
internal static class KnownHosts
{
    private static readonly Dictionary<string, string[]> Models = new(StringComparer.OrdinalIgnoreCase)
    {
        ["openai"] = ["api.openai.com"],
        ["anthropic"] = ["api.anthropic.com"],
        ["gemini"] = ["generativelanguage.googleapis.com"],
        ["google"] = ["generativelanguage.googleapis.com"],
        ["openrouter"] = ["openrouter.ai"],
        ["deepseek"] = ["api.deepseek.com"],
        ["groq"] = ["api.groq.com"],
        ["mistral"] = ["api.mistral.ai"],
        ["moonshot"] = ["api.moonshot.cn"],
        ["zhipu"] = ["open.bigmodel.cn"],
        ["zai"] = ["api.z.ai"],
        ["qwen"] = ["dashscope.aliyuncs.com"],
        ["volcengine"] = ["ark.cn-beijing.volces.com"],
        ["minimax"] = ["api.minimaxi.com"],
        ["cerebras"] = ["api.cerebras.ai"],
        ["nvidia"] = ["integrate.api.nvidia.com"],
        ["modelscope"] = ["api-inference.modelscope.cn"],
        ["siliconflow"] = ["api.siliconflow.cn"],
        ["venice"] = ["api.venice.ai"],
        ["novita"] = ["api.novita.ai"],
        ["avian"] = ["api.avian.io"],
        ["antigravity"] = ["cloudcode-pa.googleapis.com"],
        ["xai"] = ["api.x.ai"],
        ["openai-codex"] = ["chatgpt.com"],
        ["github-copilot"] = ["api.githubcopilot.com"],
        ["nous"] = ["inference-api.nousresearch.com"],
    };

    private static readonly Dictionary<string, int> LocalModels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ollama"] = 11434,
        ["lmstudio"] = 1234,
        ["vllm"] = 8000,
        ["litellm"] = 4000,
    };

    private static readonly Dictionary<string, string[]> Channels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["telegram"] = ["api.telegram.org"],
        ["discord"] = ["discord.com", "gateway.discord.gg"],
        ["slack"] = ["slack.com"],
        ["feishu"] = ["open.feishu.cn"],
        ["lark"] = ["open.larksuite.com"],
        ["dingtalk"] = ["api.dingtalk.com"],
        ["qq"] = ["api.sgroup.qq.com"],
        ["wecom"] = ["qyapi.weixin.qq.com"],
        ["weixin"] = ["ilinkai.weixin.qq.com"],
        ["line"] = ["api.line.me"],
        ["vk"] = ["api.vk.com"],
        ["whatsapp"] = ["web.whatsapp.com"],
        ["googlechat"] = ["chat.googleapis.com"],
        ["msteams"] = ["login.microsoftonline.com"],
    };

    private static readonly Dictionary<string, string[]> Searches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["brave"] = ["api.search.brave.com"],
        ["tavily"] = ["api.tavily.com"],
        ["perplexity"] = ["api.perplexity.ai"],
        ["duckduckgo"] = ["html.duckduckgo.com"],
        ["sogou"] = ["wap.sogou.com"],
        ["kagi"] = ["kagi.com"],
        ["baidu_search"] = ["qianfan.baidubce.com"],
    };

    /// <summary>A provider's API; a local one's usual port on this machine; nothing where the provider is not known.</summary>
    public static IReadOnlyList<Destination> OfModel(string provider) => LocalModels.TryGetValue(provider, out var port)
        ? [new Destination("localhost", port, IsTls: false, IsNamed: false)] : Of(Models, provider);

    public static IReadOnlyList<Destination> OfChannel(string type) => Of(Channels, type);

    public static IReadOnlyList<Destination> OfSearch(string engine) => Of(Searches, engine);

    private static Destination[] Of(Dictionary<string, string[]> table, string name) =>
        table.TryGetValue(name, out var hosts) ? [.. hosts.Select(Destination.BuiltIn)] : [];
}
