namespace TrafficGuardian.Monitor.Platforms;

/// <summary>The agent gateways that are known.</summary>
public enum PlatformKind
{
    Picoclaw,
    Nanoclaw,
    Openclaw,
    Hermes,
}
