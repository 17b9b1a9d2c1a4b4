using System.Text.Json;

namespace TrafficGuardian.Cli.Mcp.Sources;

/// <summary>Where answers come from. Each is the data of the tool of that name, checked: what it holds may be told.</summary>
internal interface ITrafficSource
{
    /// <exception cref="McpFailure">There is no answer.</exception>
    Task<JsonElement> StatusAsync(CancellationToken cancellation);

    /// <exception cref="McpFailure">There is no answer.</exception>
    Task<JsonElement> FindingsAsync(FindingsArguments arguments, CancellationToken cancellation);

    /// <exception cref="McpFailure">There is no answer.</exception>
    Task<JsonElement> CheckConfigAsync(CancellationToken cancellation);
}
