namespace TrafficGuardian.Monitor.Doctor;

/// <summary>A unit of the user's service manager that starts the agent.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="NamesProxy">Whether it sets a proxy variable, or reads a file of variables that may.</param>
public sealed record ServiceUnit(string Name, bool NamesProxy);
