namespace TrafficGuardian.Monitor.Doctor;

/// <summary>The environment that the agent's traffic is judged by. Values are compared, never shown.</summary>
/// <param name="Source">Where it was taken from.</param>
/// <param name="Variables">Names and values.</param>
/// <param name="Pid">The process it was taken from, or null.</param>
public sealed record AgentEnvironment(EnvironmentSource Source, IReadOnlyDictionary<string, string> Variables, int? Pid = null)
{
    /// <summary>The value; null where it is not set or empty.</summary>
    public string? Value(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The first of these names that has a value; null where none has.</summary>
    public string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Value(name) is not null)
            {
                return name;
            }
        }

        return null;
    }
}
