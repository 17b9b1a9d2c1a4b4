namespace TrafficGuardian.Monitor.Doctor;

/// <summary>A file that a variable names as trusted.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Fault">Why it can't be read, without its path; null where it was.</param>
/// <param name="HoldsAuthority">Whether it holds the CA.</param>
/// <param name="HoldsFormerOne">Whether it holds another CA of the same name: one that the CA has taken the place of.</param>
public sealed record TrustFile(string Variable, string? Fault, bool HoldsAuthority, bool HoldsFormerOne);
