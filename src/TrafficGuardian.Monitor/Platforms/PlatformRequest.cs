namespace TrafficGuardian.Monitor.Platforms;

/// <summary>The options that every verb takes, as they were written.</summary>
/// <param name="Platform"><c>--platform</c>, or null.</param>
/// <param name="Home"><c>--home</c>, or null.</param>
/// <param name="Config"><c>--config</c>, or null.</param>
/// <param name="CurrentDirectory">What relative paths of these options and of the environment are relative to; absolute.</param>
public sealed record PlatformRequest(string? Platform, string? Home, string? Config, string CurrentDirectory)
{
    /// <summary>The user's home by the machine's list of accounts, for an environment without <c>HOME</c>; null where it has none.</summary>
    public string? AccountHome { get; init; }
}
