namespace TrafficGuardian.Monitor.Configuration.Reading;

/// <summary>What a value in the configuration is.</summary>
internal enum ConfigNodeKind
{
    Object,
    Array,
    Text,
    Number,
    Boolean,
    Null,
}
