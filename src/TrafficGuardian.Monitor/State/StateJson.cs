using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.State;

/// <summary>The wire format of <c>state.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(StateRecord))]
internal sealed partial class StateJson : JsonSerializerContext;
