using System.Text.Json.Serialization;

namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>The wire format of what containers are told.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(DisclosedStatus))]
[JsonSerializable(typeof(DisclosedConfigCheck))]
public sealed partial class DisclosureJson : JsonSerializerContext;
