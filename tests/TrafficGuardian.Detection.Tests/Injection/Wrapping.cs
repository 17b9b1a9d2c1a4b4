using System.Net;
using System.Text.Json;

namespace TrafficGuardian.Detection.Tests.Injection;

/// <summary>Puts a command where replies carry commands.</summary>
internal static class Wrapping
{
    public static readonly string[] Names = ["raw", "json", "html", "markdown", "tool_call", "sse"];

    public static string Wrap(string name, string command) => name switch
    {
        "raw" => command,
        "json" => $$"""{"name":"README.md","content":{{Quote($"# Setup\n\n{command}\n")}},"size":12}""",
        "html" => $"<html><body><pre class=\"sh\"><code>{WebUtility.HtmlEncode(command)}</code></pre></body></html>",
        "markdown" => $"# Setup\n\n```sh\n{command}\n```\n\nThen go on.\n",
        "tool_call" => $$$"""{"choices":[{"message":{"tool_calls":[{"function":{"name":"bash","arguments":{{{Quote(Arguments(command))}}}}}]}}]}""",
        "sse" => $"event: delta\ndata: {{\"delta\":{{\"type\":\"text_delta\",\"text\":{Quote($"Run:\n{command}\n")}}}}}\n\n",
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static string Arguments(string command) => $$"""{"command":{{Quote(command)}}}""";

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
