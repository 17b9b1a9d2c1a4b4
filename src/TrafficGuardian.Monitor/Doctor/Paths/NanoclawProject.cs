namespace TrafficGuardian.Monitor.Doctor.Paths;

/// <summary>What NanoClaw's project tells of itself.</summary>
/// <param name="Major">The first number of its version; null where it says none.</param>
/// <param name="Dotenv">Its <c>.env</c>: names and values.</param>
/// <param name="Runner">The text of the code that starts containers; empty where it is not there.</param>
/// <param name="Packages">The names of the packages it depends on.</param>
internal sealed record NanoclawProject(int? Major, IReadOnlyDictionary<string, string> Dotenv, string Runner, IReadOnlySet<string> Packages);
