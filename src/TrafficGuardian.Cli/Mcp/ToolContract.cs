using TrafficGuardian.Cli.Mcp.Schemas;

namespace TrafficGuardian.Cli.Mcp;

/// <summary>What a tool takes and gives, as its schemas say.</summary>
/// <param name="Question">The question that it asks of whoever answers.</param>
/// <param name="Input">What its arguments must be.</param>
/// <param name="Output">What its data must be.</param>
internal sealed record ToolContract(string Question, Schema Input, Schema Output);
