using TrafficGuardian.Monitor.Platforms;

namespace TrafficGuardian.Monitor.Configuration;

/// <summary>Loads the effective configuration: file, then environment, then command line.</summary>
public static class ConfigLoader
{
    /// <summary>Loads and checks everything; starts and changes nothing.</summary>
    public static ConfigResult Load(PlatformContext context, ConfigOverrides overrides) =>
        throw new NotSupportedException(context.ConfigPath + overrides);
}
