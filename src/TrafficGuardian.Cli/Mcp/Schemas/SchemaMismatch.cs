namespace TrafficGuardian.Cli.Mcp.Schemas;

/// <summary>A value that is not what a schema asks for: where, by names of the schema alone, and what it should be.</summary>
internal sealed class SchemaMismatch(string place, string problem) : Exception(place.Length == 0 ? problem : $"{place}: {problem}");
