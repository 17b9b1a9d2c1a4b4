using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrafficGuardian.Cli.Mcp.Sources;

/// <summary>Parameters as one JSON object.</summary>
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class SourceJson : JsonSerializerContext;
