namespace TrafficGuardian.Monitor.Doctor;

/// <summary>Where the agent's environment was taken from.</summary>
public enum EnvironmentSource
{
    /// <summary>A process of the agent that runs.</summary>
    Process,

    /// <summary>This shell, which names a proxy.</summary>
    Shell,

    /// <summary>This shell with the variables that <c>env</c> prints, since it names no proxy.</summary>
    Planned,
}
