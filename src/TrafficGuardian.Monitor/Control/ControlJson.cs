using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Control;

/// <summary>The wire format of the control socket's answers.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(SeenHostsResult))]
[JsonSerializable(typeof(ReloadResult))]
[JsonSerializable(typeof(ConfigCheckResult))]
[JsonSerializable(typeof(FlushResult))]
[JsonSerializable(typeof(StopResult))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
public sealed partial class ControlJson : JsonSerializerContext;
