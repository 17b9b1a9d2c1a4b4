namespace TrafficGuardian.Monitor.Trust;

/// <summary>Why a CA can't be used. Never quotes what a file holds.</summary>
/// <param name="Part">Which of its files is meant.</param>
/// <param name="Message">What is wrong, to be read after the file's name or key.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record AuthorityFault(AuthorityPart Part, string Message, string Remedy);
