namespace TrafficGuardian.Detection.Streaming;

/// <summary>What a JSON value is.</summary>
internal enum JsonNodeKind
{
    Object,
    Array,
    String,

    /// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    Bare,
}
